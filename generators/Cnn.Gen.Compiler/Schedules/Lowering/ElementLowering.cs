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
        var plan = PoolPlan.Choose(new PoolPlan(default, op, false, input, default, default, true), _target, _isDouble);
        Add(plan, op.Window.Height.Output, 0, Comment(), Argument.Read(x, input.Origin), Argument.Write(y, output.Origin),
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
        var plan = PoolPlan.Choose(new PoolPlan(default, op, true, input, outputGradient, inputGradient, true), _target, _isDouble);
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
        Shape shape = output.Layout!.Value.Shape;
        bool flat = inputs.Append(output).All(buffer => buffer.Layout!.Value.Halo.IsEmpty);
        AddElementwise(operation, activation, flat ? 1 : shape.Height, flat ? (int)shape.Length : shape.Width * shape.Channels,
            [.. inputs.Select(buffer => (buffer, buffer.Layout!.Value.Origin))], (output, output.Layout!.Value.Origin), comment);
    }

    private void AddElementwise(
        ElementOperation operation, Activation activation, int rows, int length, (Buffer Buffer, int Origin)[] inputs,
        (Buffer Buffer, int Origin) output, string comment)
    {
        var arguments = new List<Argument>();
        foreach ((Buffer buffer, int origin) in inputs)
            arguments.AddRange([Argument.Read(buffer, origin), Argument.Number(buffer.Layout!.Value.Image), Argument.Number(buffer.Layout!.Value.Row)]);
        Layout layout = output.Buffer.Layout!.Value;
        arguments.AddRange([Argument.Write(output.Buffer, output.Origin), Argument.Number(layout.Image), Argument.Number(layout.Row)]);
        var plan = new ElementPlan(_target.LanesFor(length, _isDouble), operation, activation, rows, length);
        Add(plan, rows, 0, comment, [.. arguments]);
    }

    private void LowerSoftmax(bool gradient)
    {
        Buffer first = Read(0), y = Written();
        Layout input = first.Layout!.Value, output = y.Layout!.Value;
        var arguments = new List<Argument>();
        for (int index = 0; index < _node.Inputs.Count; index++)
        {
            Buffer buffer = Read(index);
            Layout layout = buffer.Layout!.Value;
            arguments.AddRange([Argument.Read(buffer, layout.Origin), Argument.Number(layout.Image), Argument.Number(layout.Row)]);
        }

        arguments.AddRange([Argument.Write(y, output.Origin), Argument.Number(output.Image), Argument.Number(output.Row)]);
        var plan = new SoftmaxPlan(_target.LanesFor(input.Shape.Channels, _isDouble), gradient, input.Shape);
        Add(plan, input.Shape.Height, 0, Comment(), [.. arguments]);
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
        AddElementwise(ElementOperation.Copy, Activation.None, inner.Height, inner.Width * inner.Channels,
            [(x, x.Layout!.Value.Origin)], (y, ring.Origin), Comment());
    }

    private void LowerCrop(CropOp op)
    {
        Buffer x = Read(0), y = Written();
        Layout input = x.Layout!.Value;
        int origin = input.Origin + (op.Top * input.Row) + (op.Left * input.Shape.Channels);
        AddElementwise(ElementOperation.Copy, Activation.None, op.Height, op.Width * input.Shape.Channels,
            [(x, origin)], (y, y.Layout!.Value.Origin), Comment());
    }
}
