using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Convolutions and their gradients.</content>
public sealed partial class Lowering
{
    /// <summary>Pixels of an image below which a product counts the pixels of the whole batch.</summary>
    private const int FewPixels = 8;

    private void LowerConvolution(ConvOp op)
    {
        Window window = op.Window;
        Buffer x = Read(0, HaloRules.Needed(op, 0)), y = Written();
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        int origin = input.Origin - (window.Height.Before * input.Row) - (window.Width.Before * op.Channels);
        var taps = new TapGrid(
            window.Height.Size, window.Height.Dilation * input.Row, window.Width.Size, window.Width.Dilation * op.Channels, op.Channels / op.Groups);
        var sweep = new Sweep(
            taps, window.Height.Stride * input.Row, window.Width.Stride * op.Channels, window.Height.Output, window.Width.Output, op.Filters,
            output.Row);
        string title = Title("Convolve", op);
        bool bias = op.Bias || op.Norm is not null;

        if (op.IsDepthwise)
        {
            AddDepthwise(title, op, sweep, new TapOrder(0, window.Width.Size, 1), bias, op.Epilogue, x, origin, y, output.Origin);
            return;
        }

        var order = new WeightOrder(
            op.Filters / op.Groups, window.Height.Size, window.Width.Size * taps.Run * op.Filters, window.Width.Size, taps.Run * op.Filters,
            taps.Run, op.Filters, op.Filters / op.Groups, Transposed: false);
        AddTile(title, op, sweep, order, 0, bias, op.Epilogue, x, origin, y, output.Origin);
    }

    private void LowerInputGradient(ConvOp op)
    {
        Window window = op.Window;
        Buffer dy = Read(0, HaloRules.Needed(_node.Op, 0));
        GradientPhase[] rows = [.. GradientPhase.Of(window.Height)], columns = [.. GradientPhase.Of(window.Width, op.Groups == 1)];
        Buffer dx;
        if (rows.Concat(columns).Any(phase => phase.Taps == 0))
            ClearAll(dx = _placement.ForWriting(_node));
        else
            dx = Written();

        Layout input = dy.Layout!.Value, output = dx.Layout!.Value;
        int perGroup = op.Channels / op.Groups, filters = op.Filters / op.Groups;
        foreach (GradientPhase row in rows.Where(phase => phase.Taps > 0))
        {
            foreach (GradientPhase column in columns.Where(phase => phase.Taps > 0))
            {
                var taps = new TapGrid(row.Taps, row.Step * input.Row, column.Taps, column.Step * op.Filters, filters);
                var sweep = new Sweep(
                    taps, input.Row, op.Filters, row.Count, column.Count, window.Width.Stride * op.Channels, window.Height.Stride * output.Row);
                int from = input.Origin + (row.Offset * input.Row) + (column.Offset * op.Filters);
                int to = output.Origin + (row.Start * output.Row) + (column.Start * op.Channels);
                string title = Title("InputGradient", op);
                if (op.IsDepthwise)
                {
                    var tapOrder = new TapOrder((row.FirstTap * window.Width.Size) + column.FirstTap, row.TapStep * window.Width.Size, column.TapStep);
                    AddDepthwise(title, op, sweep, tapOrder, bias: false, Activation.None, dy, from, dx, to);
                    continue;
                }

                int tap = perGroup * op.Filters;
                var order = new WeightOrder(
                    column.Span * perGroup, row.Taps, row.TapStep * window.Width.Size * tap, column.Taps, column.TapStep * tap,
                    filters, op.Filters, filters, Transposed: true);
                int firstTap = ((row.FirstTap * window.Width.Size) + column.FirstTap) * tap;
                AddTile(title, op, sweep, order, firstTap, bias: false, Activation.None, dy, from, dx, to);
            }
        }
    }

    private void LowerFilterGradient(ConvOp op)
    {
        Window window = op.Window;
        Buffer x = Read(0, HaloRules.Needed(_node.Op, 0)), dy = Read(1), dw = Written();
        Layout input = x.Layout!.Value, output = dy.Layout!.Value;
        int origin = input.Origin - (window.Height.Before * input.Row) - (window.Width.Before * op.Channels);
        var taps = new TapGrid(
            window.Height.Size, window.Height.Dilation * input.Row, window.Width.Size, window.Width.Dilation * op.Channels, op.Channels / op.Groups);
        KernelPlan plan;
        int units;
        var arguments = new List<Argument> { Argument.Read(x, origin), Argument.Read(dy, output.Origin), Argument.Write(dw) };
        if (op.IsDepthwise)
        {
            var depthwise = DepthwiseFilterGradPlan.Choose(new DepthwiseFilterGradPlan(
                default, taps, 0, false, window.Height.Output, window.Width.Output, input.Image, window.Height.Stride * input.Row,
                window.Width.Stride * op.Channels, output.Image, output.Row, op.Channels), _target, _isDouble);
            (plan, units) = (depthwise, depthwise.Units);
        }
        else
        {
            var chosen = FilterGradSchedule.Choose(new FilterGradPlan(
                default, 1, 1, false, taps, window.Height.Output, window.Width.Output, input.Image, window.Height.Stride * input.Row,
                window.Width.Stride * op.Channels, output.Image, output.Row, op.Filters, op.Filters / op.Groups, op.Groups), _target, _isDouble);
            FilterGradPlan kernel = chosen.Shared();
            (plan, units) = (kernel, chosen.Units);
            if (kernel.Strided)
                arguments.AddRange(chosen.Strides.Select(stride => Argument.Number(stride.Value)));
        }

        Add(new Step(plan, arguments.ToEquatableArray(), 0, units, Comment()) { ImagesFactor = 1 });
    }

    private void LowerBiasGradient()
    {
        Buffer dy = Read(0), db = Written();
        Layout layout = dy.Layout!.Value;
        var plan = new BiasGradPlan(_target.LanesFor(layout.Shape.Channels, _isDouble), layout);
        Add(new Step(plan, new[] { Argument.Read(dy, layout.Origin), Argument.Write(db) }.ToEquatableArray(), 0, plan.Blocks, Comment()) { ImagesFactor = 1 });
    }

    private void AddTile(
        string title, ConvOp op, Sweep sweep, WeightOrder order, int firstWeight, bool bias, Activation epilogue,
        Buffer x, int from, Buffer y, int to)
    {
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        int rows = sweep.Rows, columns = sweep.Columns, factor = 0;
        bool touching = op.Window.IsPointwise && input.Halo.IsEmpty && output.Halo.IsEmpty;
        if (touching)
        {
            (rows, columns) = (1, rows * columns);
            if (columns < FewPixels && op.Groups == 1)
                (rows, factor) = (0, columns);
        }

        TilePlan plan = TileSchedule.Choose(new TilePlan(
            factor > 0 ? title.Replace("Convolve", "Multiply") : title, default, 1, 1, 1, sweep.Taps, input.Image, sweep.InputRow, sweep.InputPixel,
            rows, factor > 0 ? 0 : columns, sweep.OutputPixel, order.Filters, op.Groups, bias, SumLoop.Loop, 1, false), _target, _isDouble, op.Hints,
            _node.Op is ConvOp ? Budget.UnrolledTile : Budget.UnrolledGradientTile);

        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", plan.PackedWeights);
        AddPack(order.Pack(plan.Block), op.Groups * plan.Blocks, $"{_node.Layer}: weights in blocks of {plan.Block}", Argument.Read(Read(1), firstWeight), weights);
        var arguments = new List<Argument> { Argument.Read(x, from), Argument.Read(weights) };
        TilePlan kernel = plan.Shared();
        if (kernel.Bias)
            arguments.Add(Argument.Read(Bias(bias, op, weights, plan.Taps.Length, op.Groups * plan.Blocks, order.Filters, plan.Block)));
        arguments.Add(Argument.Write(y, to));
        if (factor == 0)
            arguments.AddRange([Argument.Number(output.Image), Argument.Number(sweep.OutputRow)]);
        if (kernel.Strided)
            arguments.AddRange(plan.Strides.Select(stride => Argument.Number(stride.Value)));

        Add(new Step(kernel, arguments.ToEquatableArray(), plan.UnitsPerImage, op.Groups * plan.Blocks, Comment())
        {
            Epilogue = epilogue, ImagesFactor = factor,
        });
    }

    private void AddDepthwise(
        string title, ConvOp op, Sweep sweep, TapOrder order, bool bias, Activation epilogue, Buffer x, int from, Buffer y, int to)
    {
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        var plan = DepthwisePlan.Choose(new DepthwisePlan(
            title, default, 1, sweep.Taps, input.Image, sweep.InputRow, sweep.InputPixel, sweep.Rows, sweep.Columns, sweep.OutputPixel,
            op.Channels, bias, true), _target, _isDouble);
        var weightOrder = new WeightOrder(
            op.Channels, sweep.Taps.Rows, order.RowStep * op.Channels, sweep.Taps.Columns, order.ColumnStep * op.Channels, 1, 0, 0, Transposed: false);
        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", (long)sweep.Taps.Rows * sweep.Taps.Columns * plan.PaddedChannels);
        AddPack(weightOrder.Pack(plan.PaddedChannels), 1, $"{_node.Layer}: weights by tap", Argument.Read(Read(1), order.First * op.Channels), weights);
        var arguments = new List<Argument> { Argument.Read(x, from), Argument.Read(weights) };
        DepthwisePlan kernel = plan.Shared();
        if (kernel.Bias)
            arguments.Add(Argument.Read(Bias(bias, op, weights, sweep.Taps.Rows * sweep.Taps.Columns, 1, op.Channels, plan.PaddedChannels)));
        arguments.AddRange([Argument.Write(y, to), Argument.Number(output.Image), Argument.Number(sweep.OutputRow)]);
        if (!plan.Unrolled)
            arguments.AddRange(plan.Strides.Select(stride => Argument.Number(stride.Value)));
        Add(new Step(kernel, arguments.ToEquatableArray(), plan.Rows, 0, Comment()) { Epilogue = epilogue });
    }

    /// <summary>The packed bias; zeros for an operation without, whose kernel then is that of operations with one.</summary>
    private Buffer Bias(bool bias, ConvOp op, Buffer weights, int elements, int blocks, int filters, int block)
    {
        if (bias)
            return PackBias(op, weights, elements, blocks, filters, block);
        Buffer zeros = PackedBuffer(_node.Layer + "NoBias", (long)blocks * block);
        (PackSteps ?? Steps).Add(new Step(LibraryPlan.Call("Clear", blocks * block), new[] { Argument.Write(zeros) }.ToEquatableArray(), 0, 1, $"{_node.Layer}: no bias")
        {
            Condition = Condition, Wants = Wants,
        });
        return zeros;
    }

    /// <summary>
    /// Packs the bias. Where a batch norm is folded, its addend takes the bias's place, and its factor goes into the weights, which have
    /// <paramref name="elements"/> elements for each filter.
    /// </summary>
    private Buffer PackBias(ConvOp op, Buffer weights, int elements, int blocks, int filters, int block)
    {
        if (op.Norm is { } epsilon)
        {
            int first = op.Bias ? 3 : 2;
            (Buffer factor, Buffer addend) = PackNorm(epsilon, first, blocks, filters, block, op.Bias ? Argument.Read(Read(2)) : null);
            (PackSteps ?? Steps).Add(new Step(LibraryPlan.Call("ScaleWeights", elements, block),
                new[] { Argument.Read(factor), Argument.Write(weights) }.ToEquatableArray(), 0, blocks, $"{_node.Layer}: weights times the factor"));
            return addend;
        }

        Buffer packed = PackedBuffer(_node.Layer + "PackedBias", (long)blocks * block);
        AddPack(LibraryPlan.Call("PackBias", filters, block), blocks, $"{_node.Layer}: bias", Argument.Read(Read(2)), packed);
        return packed;
    }

    private static string Title(string verb, ConvOp op) =>
        $"{verb}{(op.IsDepthwise ? "Depthwise" : string.Empty)}{op.Window.Height.Size}x{op.Window.Width.Size}_{op.Channels}to{op.Filters}";

    /// <summary>How a convolution's outputs are walked over.</summary>
    private readonly record struct Sweep(
        TapGrid Taps, int InputRow, int InputPixel, int Rows, int Columns, int OutputPixel, int OutputRow);

    /// <summary>Which taps of a depthwise weight are packed: from <c>First</c>, at these steps.</summary>
    private readonly record struct TapOrder(int First, int RowStep, int ColumnStep);
}
