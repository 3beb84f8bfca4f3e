using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Convolutions with pixels in the lanes of vectors.</content>
public sealed partial class Lowering
{
    /// <summary>How a convolution would be computed with pixels in the lanes; null where it cannot be, or is asked to be computed otherwise.</summary>
    private PixelLanePlan? PixelLanes(string title, ConvolutionOp op, Sweep sweep, WeightOrder order, bool bias, Layout input)
    {
        bool possible = !InBands && op.Groups == 1 && sweep.OutputPixel == order.Filters && op.Weights == WeightFormat.Default;
        bool open = op.Hints.PixelLanes ?? (op.Hints.Unroll == "Auto" && op.Hints.Tile is null);
        return !possible || !open ? null : PixelLaneSchedule.Choose(
            new PixelLanePlan(
                title, default, 1, sweep.Taps.Merged(), input.Image, sweep.InputRow, sweep.InputPixel, sweep.Rows, sweep.Columns, order.Filters, bias),
            _target, _isDouble);
    }

    private void AddPixelLanes(
        PixelLanePlan plan, ConvolutionOp op, WeightOrder order, int firstWeight, Activation epilogue, Buffer x, int from, Buffer y, int to, int outputRow)
    {
        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", (long)plan.Taps.Length * plan.Filters);
        AddPack(order.Pack(plan.Filters), 1, $"{_node.Layer}: weights in the order of the sum", Argument.Read(Read(1), firstWeight), weights);
        var arguments = new List<Argument> { Argument.Read(x, from), Argument.Read(weights) };
        if (plan.Bias)
            arguments.Add(Argument.Read(Bias(true, op, weights, plan.Taps.Length, 1, plan.Filters, plan.Filters)));
        arguments.AddRange([Argument.Write(y, to), Argument.Number(y.Layout!.Value.Image), Argument.Number(outputRow)]);
        Add(new Step(plan, arguments.ToEquatableArray(), plan.Rows, 0, Comment()) { Epilogue = epilogue, ChosenBy = op.ChosenBy?.Text(null, default) });
    }
}
