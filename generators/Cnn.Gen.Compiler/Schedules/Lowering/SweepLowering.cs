using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Elementwise operations over operands that differ in shape or layout, and local response normalisation.</content>
public sealed partial class Lowering
{
    /// <summary>An operand of a sweep with its arguments.</summary>
    private readonly record struct SweepOperand(SweepInput Input, Argument[] Arguments);

    private static SweepOperand Image(Buffer buffer)
    {
        Layout layout = buffer.Layout!.Value;
        return new(new SweepInput(SweepRole.Image, layout.Pixel), Strided(Argument.Read(buffer, layout.Origin), buffer));
    }

    /// <summary>One pixel of each image, from the element at <paramref name="offset"/> on.</summary>
    private static SweepOperand ImageVector(Buffer buffer, int offset = 0)
    {
        Layout layout = buffer.Layout!.Value;
        return new(new SweepInput(SweepRole.ImageVector, 0), [Argument.Read(buffer, layout.Origin + offset), Argument.Number(layout.Image)]);
    }

    private static SweepOperand Vector(Argument place) => new(new SweepInput(SweepRole.Vector, 0), [place]);

    private void AddSweep(ElementOperation operation, SweepOperand[] inputs, Buffer output, Activation? activation = null)
    {
        Layout layout = output.Layout!.Value;
        var plan = new SweepPlan(_target.LanesFor(layout.Shape.Channels, _isDouble), operation, activation ?? Activation.None, layout.Shape,
            inputs.Select(input => input.Input).ToEquatableArray(), layout.Pixel);
        Add(new Step(plan, inputs.SelectMany(input => input.Arguments).Concat(Strided(Argument.Write(output, layout.Origin), output)).ToEquatableArray(),
            layout.Shape.Height, 0, Comment()) { ImagesFactor = plan.CountsImages ? 1 : 0 });
    }

    private void LowerPRelu()
    {
        Buffer x = Read(0), slope = Read(1), y = Written();
        AddSweep(ElementOperation.PRelu, [Image(x), Vector(Argument.Read(slope))], y);
    }

    private void LowerPReluGradient()
    {
        Buffer dy = Read(0), x = Read(1), slope = Read(2), dx = Written();
        AddSweep(ElementOperation.PReluGradient, [Image(dy), Image(x), Vector(Argument.Read(slope))], dx);
    }

    private void LowerPReluSlope()
    {
        Buffer dy = Read(0), x = Read(1), terms = Written();
        AddSweep(ElementOperation.PReluSlope, [Image(dy), Image(x)], terms);
    }

    private void LowerLrn(LrnOp op)
    {
        Buffer x = Read(0), y = Written();
        AddLrn(LrnStage.Forward, op, x.Layout!.Value.Shape, [Strided(Argument.Read(x, x.Layout.Value.Origin), x), Strided(Argument.Write(y, y.Layout!.Value.Origin), y)]);
    }

    private void LowerLrnGradient(LrnOp op)
    {
        Buffer dy = Read(0), x = Read(1), dx = Written();
        Shape shape = x.Layout!.Value.Shape;
        Buffer terms = _placement.NewImage(_node.Layer + "Terms", new Layout(shape, default));
        Argument[] ofX = Strided(Argument.Read(x, x.Layout.Value.Origin), x), result = Strided(Argument.Write(dx, dx.Layout!.Value.Origin), dx);
        AddLrn(LrnStage.Terms, op, shape, [Strided(Argument.Read(dy, dy.Layout!.Value.Origin), dy), ofX, Strided(Argument.Write(terms), terms), result]);
        AddLrn(LrnStage.Gradient, op, shape, [ofX, Strided(Argument.Read(terms), terms), result]);
    }

    private void AddLrn(LrnStage stage, LrnOp op, Shape shape, Argument[][] operands)
    {
        var plan = new LrnPlan(_target.LanesFor(shape.Channels, _isDouble), stage, op, shape);
        Add(plan, shape.Height, 0, Comment(), [.. operands.SelectMany(operand => operand)]);
    }
}
