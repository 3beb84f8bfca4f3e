using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Transposed convolutions and their gradients: those of the convolution over the same window, with changed roles.</content>
public sealed partial class Lowering
{
    /// <summary>The sums of an input gradient, with a bias and an activation. What no tap reaches is filled with the bias before.</summary>
    private void LowerTransposed(ConvTransposeOp op)
    {
        GradientPhase[] rows = [.. GradientPhase.Of(op.Window.Height)], columns = [.. GradientPhase.Of(op.Window.Width)];
        Buffer y;
        if (op.CanFuse)
        {
            y = Written();
        }
        else if (op.Bias)
        {
            y = Written();
            AddFill(y, op.Filters);
        }
        else
        {
            ClearAll(y = _placement.ForWriting(_node));
        }

        int inputs = op.Channels / op.Groups, outputs = op.Filters / op.Groups, tap = inputs * op.Filters;
        AddPhases("ConvolveTransposed", op, op.Adjoint, rows, columns, y, (row, column) => new WeightOrder(
            outputs, row.Taps, row.TapStep * op.Window.Width.Size * tap, column.Taps, column.TapStep * tap, inputs, op.Filters, outputs,
            Transposed: false));
    }

    private void LowerTransposedInputGradient(ConvTransposeOp op)
    {
        int inputs = op.Channels / op.Groups, outputs = op.Filters / op.Groups, tap = inputs * op.Filters;
        var order = new WeightOrder(
            inputs, op.Window.Height.Size, op.Window.Width.Size * tap, op.Window.Width.Size, tap, outputs, op.Filters, outputs, Transposed: true);
        AddSweep("TransposedInputGradient", op, op.Adjoint, order, bias: false);
    }

    /// <summary>The filter gradient of the convolution from y to x, whose weight then has its channels in the other order.</summary>
    private void LowerTransposedFilterGradient(ConvTransposeOp op)
    {
        Buffer dy = Read(0, HaloRules.Needed(_node.Op, 0)), x = Read(1), dw = Written();
        if (op.IsDepthwise)
        {
            AddFilterGradient(op.Adjoint, dy, x, dw);
            return;
        }

        Buffer swapped = _placement.NewBlock(_node.Layer + "SwappedGradient", dw.Length);
        AddFilterGradient(op.Adjoint, dy, x, swapped);
        Add(LibraryPlan.Call("SwapWeightChannels", op.Filters, op.Channels, op.Groups), 0, op.Window.Taps,
            $"{_node.Layer}: filter gradient, input channels outside", Argument.Read(swapped), Argument.Write(dw));
    }

    private void AddFill(Buffer y, int channels)
    {
        Layout layout = y.Layout!.Value;
        Buffer bias = PackedBuffer(_node.Layer + "Bias", channels);
        AddPack(LibraryPlan.Call("PackBias", channels, channels), 1, $"{_node.Layer}: bias", Argument.Read(Read(2)), bias);
        Add(LibraryPlan.Call("Fill", layout.Shape.Height, layout.Shape.Width, channels), layout.Shape.Height, 0, $"{_node.Layer}: bias where no tap reaches",
            [Argument.Read(bias), .. Strided(Argument.Write(y, layout.Origin), y)]);
    }
}
