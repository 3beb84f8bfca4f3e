using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Batch norm, dropout, concatenation.</content>
public sealed partial class Lowering
{
    /// <summary>A batch norm in a prediction that could not be folded: factor and addend are made when parameters are packed.</summary>
    private void LowerBatchNorm(BatchNormOp op)
    {
        Buffer x = Read(0), y = Written();
        Shape shape = x.Layout!.Value.Shape;
        (Buffer factor, Buffer addend) = PackNorm(op.Epsilon, 1, 1, shape.Channels, shape.Channels, null);
        var plan = new AffinePlan(_target.LanesFor(shape.Channels, _isDouble), shape);
        Add(plan, shape.Height, 0, Comment(), [.. Strided(Argument.Read(x, x.Layout.Value.Origin), x), Argument.Read(factor), Argument.Read(addend),
            .. Strided(Argument.Write(y, y.Layout!.Value.Origin), y)]);
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
        var plan = new BatchMomentsPlan(_target.LanesFor(layout.Shape.Channels, _isDouble), layout, op.Epsilon, op.Momentum);
        Add(new Step(plan, new[]
        {
            Argument.Read(x, layout.Origin), Argument.Read(Read(1)), Argument.Read(Read(2)), Argument.Write(Read(3)), Argument.Write(Read(4)),
            Argument.Write(_placement.For(_node.Output)), Argument.Expression("memory.UpdateStatistics"),
        }.ToEquatableArray(), 0, ChannelBlocks(layout.Shape, plan.Vector), Comment()) { ImagesFactor = 1 });
    }

    private void LowerNormalize()
    {
        Buffer x = Read(0), moments = Read(1), y = Written();
        Shape shape = x.Layout!.Value.Shape;
        var plan = new AffinePlan(_target.LanesFor(shape.Channels, _isDouble), shape);
        Add(plan, shape.Height, 0, Comment(), [.. Strided(Argument.Read(x, x.Layout.Value.Origin), x),
            Argument.Read(moments, 2 * shape.Channels), Argument.Read(moments, 3 * shape.Channels), .. Strided(Argument.Write(y, y.Layout!.Value.Origin), y)]);
    }

    private void LowerNormalizeSums()
    {
        Buffer dy = Read(0), x = Read(1), moments = Read(2);
        Layout gradient = dy.Layout!.Value, input = x.Layout!.Value;
        var plan = new NormalizeSumsPlan(_target.LanesFor(input.Shape.Channels, _isDouble), gradient, input);
        Add(new Step(plan, new[]
        {
            Argument.Read(dy, gradient.Origin), Argument.Read(x, input.Origin), Argument.Read(moments), Argument.Write(_placement.For(_node.Output)),
        }.ToEquatableArray(), 0, ChannelBlocks(input.Shape, plan.Vector), Comment()) { ImagesFactor = 1 });
    }

    private void LowerNormalizeInputGradient()
    {
        Buffer dy = Read(0), x = Read(1), moments = Read(2), sums = Read(3), dx = Written();
        Shape shape = dy.Layout!.Value.Shape;
        var plan = new NormalizeInputGradPlan(_target.LanesFor(shape.Channels, _isDouble), shape);
        var arguments = new List<Argument>();
        arguments.AddRange(Strided(Argument.Read(dy, dy.Layout.Value.Origin), dy));
        arguments.AddRange(Strided(Argument.Read(x, x.Layout!.Value.Origin), x));
        arguments.AddRange([Argument.Read(moments), Argument.Read(sums)]);
        arguments.AddRange(Strided(Argument.Write(dx, dx.Layout!.Value.Origin), dx));
        Add(new Step(plan, arguments.ToEquatableArray(), shape.Height, 0, Comment()) { ImagesFactor = 1 });
    }

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

    private void LowerConcat()
    {
        Buffer y = Written();
        int first = 0;
        for (int index = 0; index < _node.Inputs.Count; index++)
        {
            Buffer x = Read(index);
            int channels = x.Layout!.Value.Shape.Channels;
            AddChannelCopy(x, 0, y, first, channels);
            first += channels;
        }
    }

    private void LowerSlice(SliceOp op) => AddChannelCopy(Read(0), op.First, Written(), 0, op.Count);

    private void AddChannelCopy(Buffer x, int from, Buffer y, int to, int channels)
    {
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        Add(LibraryPlan.Call("CopyChannels", input.Shape.Height, input.Shape.Width, channels), input.Shape.Height, 0, Comment(),
            [.. Strided(Argument.Read(x, input.Origin + from), x), Argument.Number(input.Shape.Channels),
             .. Strided(Argument.Write(y, output.Origin + to), y), Argument.Number(output.Shape.Channels)]);
    }

    private static int ChannelBlocks(Shape shape, Lanes vector) => (shape.Channels + vector.Count - 1) / vector.Count;

    private static string Text(IFormattable number) => number is double real
        ? real.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "d"
        : number.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
