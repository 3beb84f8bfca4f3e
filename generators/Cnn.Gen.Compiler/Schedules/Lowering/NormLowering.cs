using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Normalisations and dropout.</content>
public sealed partial class Lowering
{
    /// <summary>A batch norm in a prediction that could not be folded: factor and addend are made when parameters are packed.</summary>
    private void LowerBatchNorm(BatchNormOp op)
    {
        Buffer x = Read(0), y = Written();
        int channels = x.Layout!.Value.Shape.Channels;
        (Buffer factor, Buffer addend) = PackNorm(op.Epsilon, 1, 1, channels, channels, null);
        AddSweep(ElementOperation.Affine, [Image(x), Vector(Argument.Read(factor)), Vector(Argument.Read(addend))], y);
    }

    /// <summary>Packs the factor and addend of a batch norm over a convolution's filters; the norm's parameters begin at input <paramref name="first"/>.</summary>
    private (Buffer Factor, Buffer Addend) PackNorm(double epsilon, int first, int blocks, int filters, int block, Argument? bias)
    {
        Buffer factor = PackedBuffer(_node.Layer + "Factor", (long)blocks * block), addend = PackedBuffer(_node.Layer + "Addend", (long)blocks * block);
        var arguments = new List<Argument>();
        if (bias is not null)
            arguments.Add(bias);
        arguments.AddRange([.. Enumerable.Range(first, 4).Select(input => Argument.Read(Read(input))), Argument.Write(factor), Argument.Write(addend)]);
        var plan = new LibraryPlan("PackNorm", new[] { Text(filters), Text(block), Text(epsilon) }.ToEquatableArray());
        (PackSteps ?? Steps).Add(new Step(plan, arguments.ToEquatableArray(), 0, blocks, $"{_node.Layer}: batch norm as a factor and an addend"));
        return (factor, addend);
    }

    private void LowerMoments(BatchMomentsOp op)
    {
        Buffer x = Read(0);
        Layout layout = x.Layout!.Value;
        var plan = MomentsOf(layout, op.Epsilon, op.Momentum);
        Argument[] arguments =
        [
            Argument.Read(x, layout.Origin), Argument.Write(_placement.For(_node.Output)), Argument.Read(Read(1)), Argument.Read(Read(2)),
            Argument.Write(Read(3)), Argument.Write(Read(4)), Argument.Expression("memory.UpdateStatistics"), .. Sizes(layout.Shape), .. Strides(layout),
        ];
        Add(new Step(plan, arguments.ToEquatableArray(), 0, ChannelBlocks.Count(layout.Shape.Channels, plan.Vector), Comment()) { ImagesFactor = 1 });
    }

    private void LowerImageMoments(ImageMomentsOp op)
    {
        Buffer x = Read(0), moments = Written();
        Layout layout = x.Layout!.Value;
        var plan = MomentsOf(layout, op.Epsilon, null);
        Add(plan, ChannelBlocks.Count(layout.Shape.Channels, plan.Vector), 0, Comment(),
            [Argument.Read(x, layout.Origin), Argument.Write(moments), Argument.Read(Read(1)), .. Sizes(layout.Shape), .. Strides(layout)]);
    }

    private void LowerNormalize()
    {
        Buffer x = Read(0), moments = Read(1), y = Written();
        int channels = x.Layout!.Value.Shape.Channels;
        AddSweep(ElementOperation.Affine,
            [Image(x), Vector(Argument.Read(moments, 2 * channels)), Vector(Argument.Read(moments, 3 * channels))], y);
    }

    private void LowerNormalizeImage()
    {
        Buffer x = Read(0), moments = Read(1), bias = Read(3), y = Written();
        int channels = x.Layout!.Value.Shape.Channels;
        AddSweep(ElementOperation.NormalizeImage,
            [Image(x), ImageVector(moments), ImageVector(moments, 2 * channels), Vector(Argument.Read(bias))], y);
    }

    private void LowerNormalizeSums(bool eachImage)
    {
        Buffer dy = Read(0), x = Read(1), moments = Read(2), sums = eachImage ? Written() : _placement.For(_node.Output);
        Layout gradient = dy.Layout!.Value, input = x.Layout!.Value;
        Lanes vector = _target.LanesFor(input.Shape.Channels, _isDouble);
        var plan = new NormalizeSumsPlan(vector, ChannelBlocks.Of(input.Shape.Channels, vector), eachImage);
        int blocks = ChannelBlocks.Count(input.Shape.Channels, vector);
        Argument[] arguments =
        [
            Argument.Read(dy, gradient.Origin), Argument.Read(x, input.Origin), Argument.Read(moments), Argument.Write(sums),
            .. Sizes(input.Shape), .. Strides(gradient), .. Strides(input),
        ];
        Add(new Step(plan, arguments.ToEquatableArray(), eachImage ? blocks : 0, blocks, Comment()) { ImagesFactor = eachImage ? 0 : 1 });
    }

    private void LowerNormalizeInputGradient(bool eachImage)
    {
        Buffer dy = Read(0), x = Read(1), moments = Read(2), sums = Read(3), dx = Written();
        int channels = dy.Layout!.Value.Shape.Channels;
        SweepOperand Block(Buffer of, int index) => Moments(of, index * channels, eachImage);
        AddSweep(eachImage ? ElementOperation.NormalizeImageGradient : ElementOperation.NormalizeGradient,
            [Image(dy), Image(x), Block(moments, 0), Block(moments, 1), Block(moments, 2), Block(sums, 0), Block(sums, 1)], dx);
    }

    private static SweepOperand Moments(Buffer buffer, int offset, bool eachImage) =>
        eachImage ? ImageVector(buffer, offset) : Vector(Argument.Read(buffer, offset));

    private void LowerBlock(BlockOp op)
    {
        Buffer block = Read(0), output = Written();
        Add(LibraryPlan.Call("Copy", 1, op.Count), 0, 1, Comment(), Argument.Read(block, op.First), Argument.Number(0), Argument.Number(0),
            Argument.Write(output), Argument.Number(0), Argument.Number(0));
    }

    private void LowerDropout(DropoutOp op)
    {
        Buffer x = Read(0), y = Written();
        Shape shape = x.Layout!.Value.Shape;
        var plan = new LibraryPlan("Dropout", new[] { Text(shape.Height), Text(shape.Width * shape.Channels), Text(op.Rate), Text(op.Layer) }.ToEquatableArray());
        Add(plan, shape.Height, 0, Comment(), [.. Strided(Argument.Read(x, x.Layout.Value.Origin), x), .. Strided(Argument.Write(y, y.Layout!.Value.Origin), y),
            Argument.Expression("memory.HasSeed"), Argument.Expression("memory.Seed")]);
    }

    private MomentsPlan MomentsOf(Layout layout, double epsilon, double? momentum)
    {
        Lanes vector = _target.LanesFor(layout.Shape.Channels, _isDouble);
        return new MomentsPlan(vector, ChannelBlocks.Of(layout.Shape.Channels, vector), epsilon, momentum);
    }

    private static IEnumerable<Argument> Sizes(Shape shape) => [Argument.Number(shape.Channels), Argument.Number(shape.Height), Argument.Number(shape.Width)];

    private static IEnumerable<Argument> Strides(Layout layout) => [Argument.Number(layout.Image), Argument.Number(layout.Row), Argument.Number(layout.Pixel)];

    private static string Text(IFormattable number) => number is double real
        ? real.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "d"
        : number.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
