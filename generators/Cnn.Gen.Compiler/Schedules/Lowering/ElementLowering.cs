using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Pools, elementwise operations, softmax and changes of layout.</content>
public sealed partial class Lowering
{
    private void LowerPool(PoolOp op)
    {
        Buffer x = Read(0), y = Written();
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        var plan = PoolPlan.Choose(new PoolPlan(default, op, false, input.Distances, default, default, output.Pixel, true) { InBand = InBands }, _target, _isDouble);
        Add(plan, plan.UnitsPerImage, 0, Comment(), Argument.Read(x, input.Origin), Argument.Write(y, output.Origin),
            Argument.Number(output.Image), Argument.Number(output.Row));
    }

    private void LowerPoolGradient(PoolOp op)
    {
        Buffer dy = Read(0), dx = _placement.ForWriting(_node);
        ClearAll(dx);
        Layout outputGradient = dy.Layout!.Value, inputGradient = dx.Layout!.Value;
        bool max = op.Mode == PoolMode.Max;
        Buffer? x = max ? Read(1) : null;
        Layout input = x?.Layout ?? new Layout(inputGradient.Shape, default);
        var plan = PoolPlan.Choose(new PoolPlan(default, op, true, input.Distances, outputGradient.Distances, inputGradient.Distances, 0, true), _target, _isDouble);
        var arguments = new List<Argument> { Argument.Read(dy, outputGradient.Origin) };
        if (x is not null)
            arguments.Add(Argument.Read(x, input.Origin));
        arguments.Add(Argument.Write(dx, inputGradient.Origin));
        Add(plan, 1, 0, Comment(), [.. arguments]);
    }

    private void LowerElementwise(ElementOperation operation, Activation activation)
    {
        Buffer[] inputs = [.. Enumerable.Range(0, _node.Inputs.Count).Select(index => Read(index))];
        AddElementwise(operation, activation, inputs, Written(), Comment());
    }

    private void AddElementwise(ElementOperation operation, Activation activation, Buffer[] inputs, Buffer output, string comment)
    {
        Layout layout = output.Layout!.Value;
        if (inputs.Append(output).Any(buffer => buffer.Layout!.Value is var other && (other.Shape != layout.Shape || !other.IsWhole)))
        {
            AddSweep(operation, [.. inputs.Select(input => input.Layout!.Value.Shape == layout.Shape ? Image(input) : ImageVector(input))], output, activation);
            return;
        }

        bool flat = inputs.Append(output).All(buffer => buffer.Layout!.Value.Halo.IsEmpty);
        int rows = flat ? ShareSchedule.Parts(layout, _target.LanesFor((int)layout.Shape.Length, _isDouble)) : layout.Shape.Height;
        int length = (int)layout.Shape.Length / rows;
        var arguments = new List<Argument>();
        foreach (Buffer input in inputs)
            arguments.AddRange(Strided(Argument.Read(input, input.Layout!.Value.Origin), input));
        arguments.AddRange(Strided(Argument.Write(output, layout.Origin), output));
        var plan = new ElementPlan(_target.LanesFor(length, _isDouble), operation, activation, inputs.Length, rows, length);
        Add(plan, rows, 0, comment, [.. arguments]);
    }

    private static Argument[] Strided(Argument place, Buffer buffer) =>
        [place, Argument.Number(buffer.Layout!.Value.Image), Argument.Number(buffer.Layout!.Value.Row)];

    private void LowerSoftmax(bool gradient)
    {
        Buffer first = Read(0), y = Written();
        Layout input = first.Layout!.Value, output = y.Layout!.Value;
        var arguments = new List<Argument>();
        for (int index = 0; index < _node.Inputs.Count; index++)
        {
            Buffer buffer = Read(index);
            arguments.AddRange(Strided(Argument.Read(buffer, buffer.Layout!.Value.Origin), buffer));
        }

        arguments.AddRange(Strided(Argument.Write(y, output.Origin), y));
        var plan = new SoftmaxPlan(_target.LanesFor(input.Shape.Channels, _isDouble), gradient, input.Shape);
        Add(plan, input.Shape.Height, 0, Comment(), [.. arguments]);
    }

    private void LowerResample(ResampleOp op)
    {
        Buffer x = Read(0), y = Written();
        Layout input = x.Layout!.Value, output = y.Layout!.Value;

        // Where columns stay as they are, a row is one pixel of many channels.
        bool whole = op.Columns.IsIdentity;
        ResampleTable columns = whole ? ResampleTable.Identity(1) : op.Columns;
        int channels = whole ? input.Shape.Width * input.Shape.Channels : input.Shape.Channels;
        var plan = ResamplePlan.Choose(op.Rows, columns, channels, op.Fill, _target, _isDouble);
        Add(plan, op.Rows.Outputs.Count, 0, Comment(),
            [.. Strided(Argument.Read(x, input.Origin), x), .. Strided(Argument.Write(y, output.Origin), y)]);
    }

    private void LowerPad(PadOp op)
    {
        Buffer x = Read(0), y = _placement.ForWriting(_node);
        Layout layout = y.Layout!.Value;
        Shape inner = x.Layout!.Value.Shape;

        // The padding and the output's own halo are one ring around the input.
        var ring = new Layout(inner, new Halo(
            layout.Halo.Top + op.Top, layout.Halo.Bottom + op.Bottom, layout.Halo.Left + op.Left, layout.Halo.Right + op.Right));
        _cleared.Add(y.Root);
        if (!ring.Halo.IsEmpty)
            Clear(y, ring, whole: false);
        AddCopy((x, x.Layout!.Value.Origin), (y, ring.Origin), inner.Height, inner.Width * inner.Channels, Comment());
    }

    private void LowerCrop(CropOp op)
    {
        Buffer x = Read(0), y = Written();
        Layout input = x.Layout!.Value;
        int origin = input.Origin + (op.Top * input.Row) + (op.Left * input.Shape.Channels);
        AddCopy((x, origin), (y, y.Layout!.Value.Origin), op.Height, op.Width * input.Shape.Channels, Comment());
    }
}
