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
        if (!op.WinogradTile.IsNone)
        {
            LowerWinograd(op);
            return;
        }

        int perGroup = op.Channels / op.Groups, tap = perGroup * op.Filters;
        var order = new WeightOrder(
            op.Filters / op.Groups, op.Window.Height.Size, op.Window.Width.Size * tap, op.Window.Width.Size, tap, perGroup, op.Filters,
            op.Filters / op.Groups, Transposed: false);
        AddSweep("Convolve", op, op, order, op.Bias || op.Norm is not null);
    }

    private void LowerInputGradient(ConvOp op)
    {
        GradientPhase[] rows = [.. GradientPhase.Of(op.Window.Height)], columns = [.. GradientPhase.Of(op.Window.Width, op.Groups == 1)];
        Buffer dx;
        if (rows.Concat(columns).Any(phase => phase.Taps == 0))
            ClearAll(dx = _placement.ForWriting(_node));
        else
            dx = Written();

        int perGroup = op.Channels / op.Groups, filters = op.Filters / op.Groups, tap = perGroup * op.Filters;
        AddPhases("InputGradient", op, op, rows, columns, dx, (row, column) => new WeightOrder(
            column.Span * perGroup, row.Taps, row.TapStep * op.Window.Width.Size * tap, column.Taps, column.TapStep * tap,
            filters, op.Filters, filters, Transposed: true));
    }

    private void LowerFilterGradient(ConvOp op)
    {
        Buffer x = Read(0, HaloRules.Needed(_node.Op, 0)), dy = Read(1);
        AddFilterGradient(op, x, dy, Written());
    }

    /// <summary>Sums the window at every output in one sweep.</summary>
    /// <param name="verb">The beginning of the kernel's name.</param>
    /// <param name="op">The operation.</param>
    /// <param name="geometry">The convolution over its window, from what is read to what is written.</param>
    /// <param name="order">The order of the weights.</param>
    /// <param name="bias">Whether the sums begin with a bias.</param>
    private void AddSweep(string verb, ConvolutionOp op, ConvOp geometry, WeightOrder order, bool bias)
    {
        Window window = geometry.Window;
        Buffer x = Read(0, HaloRules.Needed(_node.Op, 0)), y = Written();
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        int origin = input.Origin - (window.Height.Before * input.Row) - (window.Width.Before * input.Pixel);
        var sweep = new Sweep(
            WindowTaps(geometry, input), window.Height.Stride * input.Row, window.Width.Stride * input.Pixel, window.Height.Output,
            window.Width.Output, output.Pixel, output.Row);
        string title = Title(verb, op);
        if (op.IsDepthwise)
            AddDepthwise(title, op, sweep, new TapOrder(0, window.Width.Size, 1), bias, op.Epilogue, x, origin, y, output.Origin);
        else
            AddTile(title, op, sweep, order, 0, bias, op.Epilogue, x, origin, y, output.Origin);
    }

    /// <summary>
    /// Sums the taps that reach each of a convolution's inputs, phase by phase: <paramref name="geometry"/> is that convolution, what it
    /// would write is read, and what it would read is <paramref name="written"/>.
    /// </summary>
    private void AddPhases(
        string verb, ConvolutionOp op, ConvOp geometry, GradientPhase[] rows, GradientPhase[] columns, Buffer written,
        Func<GradientPhase, GradientPhase, WeightOrder> order)
    {
        Window window = geometry.Window;
        Buffer read = Read(0, HaloRules.Needed(_node.Op, 0));
        Layout input = read.Layout!.Value, output = written.Layout!.Value;
        bool forward = ReferenceEquals(op, _node.Op), bias = forward && (op.Bias || op.Norm is not null);
        Activation epilogue = forward ? op.Epilogue : Activation.None;
        int tapLength = geometry.Channels / geometry.Groups * geometry.Filters;
        foreach (GradientPhase row in rows.Where(phase => phase.Taps > 0))
        {
            foreach (GradientPhase column in columns.Where(phase => phase.Taps > 0))
            {
                var taps = new TapGrid(row.Taps, row.Step * input.Row, column.Taps, column.Step * input.Pixel, geometry.Filters / geometry.Groups);
                var sweep = new Sweep(
                    taps, input.Row, input.Pixel, row.Count, column.Count, window.Width.Stride * output.Pixel, window.Height.Stride * output.Row);
                int from = input.Origin + (row.Offset * input.Row) + (column.Offset * input.Pixel);
                int to = output.Origin + (row.Start * output.Row) + (column.Start * output.Pixel);
                int firstTap = (row.FirstTap * window.Width.Size) + column.FirstTap;
                if (op.IsDepthwise)
                {
                    var tapOrder = new TapOrder(firstTap, row.TapStep * window.Width.Size, column.TapStep);
                    AddDepthwise(Title(verb, op), op, sweep, tapOrder, bias, epilogue, read, from, written, to);
                }
                else
                {
                    AddTile(Title(verb, op), op, sweep, order(row, column), firstTap * tapLength, bias, epilogue, read, from, written, to);
                }
            }
        }
    }

    private void AddFilterGradient(ConvOp op, Buffer x, Buffer dy, Buffer dw)
    {
        Window window = op.Window;
        Layout input = x.Layout!.Value, output = dy.Layout!.Value;
        int origin = input.Origin - (window.Height.Before * input.Row) - (window.Width.Before * input.Pixel);
        TapGrid taps = WindowTaps(op, input);
        KernelPlan plan;
        int units;
        var arguments = new List<Argument> { Argument.Read(x, origin), Argument.Read(dy, output.Origin), Argument.Write(dw) };
        if (op.IsDepthwise)
        {
            var depthwise = DepthwiseFilterGradPlan.Choose(new DepthwiseFilterGradPlan(
                default, taps, 0, false, window.Height.Output, window.Width.Output, input.Image, window.Height.Stride * input.Row,
                window.Width.Stride * input.Pixel, output.Image, output.Row, output.Pixel, op.Channels), _target, _isDouble);
            (plan, units) = (depthwise, depthwise.Units);
        }
        else
        {
            var chosen = FilterGradSchedule.Choose(new FilterGradPlan(
                default, 1, 1, false, taps, window.Height.Output, window.Width.Output, input.Image, window.Height.Stride * input.Row,
                window.Width.Stride * input.Pixel, output.Image, output.Row, output.Pixel, op.Filters, op.Filters / op.Groups, op.Groups), _target, _isDouble);
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
        var plan = new BiasGradPlan(_target.LanesFor(layout.Shape.Channels, _isDouble), layout.Distances);
        Add(new Step(plan, new[] { Argument.Read(dy, layout.Origin), Argument.Write(db) }.ToEquatableArray(), 0, plan.Blocks, Comment()) { ImagesFactor = 1 });
    }

    private void AddTile(
        string title, ConvolutionOp op, Sweep sweep, WeightOrder order, int firstWeight, bool bias, Activation epilogue,
        Buffer x, int from, Buffer y, int to)
    {
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        int rows = sweep.Rows, columns = sweep.Columns, factor = 0;
        bool touching = op.Window.IsPointwise && input.Halo.IsEmpty && output.Halo.IsEmpty && !InBands;
        if (InBands)
            rows = 1;
        if (touching)
        {
            (rows, columns) = (1, rows * columns);
            if (columns < FewPixels && op.Groups == 1)
                (rows, factor) = (0, columns);
        }

        TilePlan plan = TileSchedule.Choose(new TilePlan(
            factor > 0 ? title.Replace("Convolve", "Multiply") : title, default, 1, 1, 1, sweep.Taps, input.Image, sweep.InputRow, sweep.InputPixel,
            rows, factor > 0 ? 0 : columns, sweep.OutputPixel, order.Filters, op.Groups, bias, SumLoop.Loop, 1, false) { Weights = op.Weights, Parts = op is ConvOp { Parts: > 1 } conv ? conv.Parts : 1 },
            _target, _isDouble, op.Hints, InBands ? 0 : _node.Op is ConvOp ? Budget.UnrolledTile : Budget.UnrolledGradientTile);

        if (PixelLanes(title, op, sweep, order, bias, input) is { } pixelLanes && (op.Hints.PixelLanes ?? PixelLaneSchedule.Cycles(pixelLanes) < TileSchedule.Cycles(plan)))
        {
            AddPixelLanes(pixelLanes, op, order, firstWeight, epilogue, x, from, y, to, sweep.OutputRow);
            return;
        }

        if (touching && factor == 0)
            plan = TileSchedule.InRows(plan);
        if (InBands)
            plan = plan with { BlocksOutside = false, FetchedLines = 0 };

        TilePlan kernel = plan.Shared();
        RowShare? share = SharesRows && !InBands && kernel.Strided ? ShareSchedule.Of(plan) : null;
        (Buffer weights, Buffer? addend) = PackTile(op, plan, order, firstWeight, bias, kernel.Bias);
        int outputRow = touching ? plan.Columns * plan.OutputPixel : sweep.OutputRow;
        var arguments = new List<Argument> { Argument.Read(x, from) with { PerRow = plan.InputRow }, Argument.Read(weights) };
        if (addend is not null)
            arguments.Add(Argument.Read(addend));
        arguments.Add(Argument.Write(y, to) with { PerRow = outputRow });
        if (factor == 0)
            arguments.AddRange([Argument.Number(output.Image), Argument.Number(outputRow)]);
        if (kernel.Strided)
            arguments.AddRange(plan.Strides.Select(stride => Stride(stride, share)));

        Add(new Step(kernel, arguments.ToEquatableArray(), plan.UnitsPerImage, op.Groups * plan.Blocks, Comment())
        {
            Epilogue = epilogue, ImagesFactor = factor, Share = share,
            ChosenBy = op.ChosenBy?.Text(
                op.Hints.PixelLanes == true ? default(RegisterTile) : op.Hints.Tile, new RegisterTile(plan.TileRows, plan.TileColumns, plan.Vectors)),
        });
    }

    /// <summary>Packs the weights of a tile, and its bias where the kernel has one.</summary>
    private (Buffer Weights, Buffer? Bias) PackTile(ConvolutionOp op, TilePlan plan, WeightOrder order, int firstWeight, bool bias, bool kernelHasBias)
    {
        int blocks = op.Groups * plan.Blocks;
        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", plan.PackedWeights);
        Argument from = Argument.Read(Read(1), firstWeight);
        if (plan.Weights == WeightFormat.BFloat16)
        {
            // The factor of a batch norm goes into the weights before they are rounded, so it is wanted first.
            (Buffer? factor, Buffer? addend) = !kernelHasBias ? default : !bias ? (null, NoBias(blocks * plan.Block)) : PackBias(op, blocks, order.Filters, plan.Block);
            Argument[] arguments = [from, .. factor is null ? Array.Empty<Argument>() : [Argument.Read(factor)], Argument.Write(weights)];
            AddPack(order.PackBFloat16(plan.Block, plan.Taps.Run), blocks, $"{_node.Layer}: weights as bfloat16 in blocks of {plan.Block}", arguments);
            return (weights, addend);
        }

        AddPack(order.Pack(plan.PackedBlock), blocks, $"{_node.Layer}: weights in blocks of {plan.PackedBlock}", from, weights);
        return (weights, kernelHasBias ? Bias(bias, op, weights, plan.Taps.Length, blocks, order.Filters, plan.Block) : null);
    }

    private void AddDepthwise(
        string title, ConvolutionOp op, Sweep sweep, TapOrder order, bool bias, Activation epilogue, Buffer x, int from, Buffer y, int to)
    {
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        DepthwisePlan plan = DepthwiseSchedule.Choose(new DepthwisePlan(
            title, default, 1, 1, sweep.Taps, input.Image, sweep.InputRow, sweep.InputPixel, sweep.Rows, sweep.Columns, sweep.OutputPixel,
            op.Channels, bias, true, true), _target, _isDouble, _bandRows, op.Hints.Tile);
        var weightOrder = new WeightOrder(
            op.Channels, sweep.Taps.Rows, order.RowStep * op.Channels, sweep.Taps.Columns, order.ColumnStep * op.Channels, 1, 0, 0, Transposed: false);
        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", (long)sweep.Taps.Rows * sweep.Taps.Columns * plan.PaddedChannels);
        AddPack(weightOrder.Pack(plan.PaddedChannels), 1, $"{_node.Layer}: weights by tap", Argument.Read(Read(1), order.First * op.Channels), weights);
        RowShare? share = SharesRows && !InBands ? ShareSchedule.Of(plan) : null;
        int lanes = share?.Lanes ?? 0; // Shares of channels begin so much further on, in parameters too.
        var arguments = new List<Argument> { Argument.Read(x, from) with { PerRow = lanes > 0 ? lanes : plan.InputRow }, Argument.Read(weights) with { PerRow = lanes } };
        DepthwisePlan kernel = plan.Shared();
        if (kernel.Bias)
            arguments.Add(Argument.Read(Bias(bias, op, weights, sweep.Taps.Rows * sweep.Taps.Columns, 1, op.Channels, plan.PaddedChannels)) with { PerRow = lanes });
        arguments.AddRange([Argument.Write(y, to) with { PerRow = lanes > 0 ? lanes : sweep.OutputRow }, Argument.Number(output.Image), Argument.Number(sweep.OutputRow)]);
        if (!plan.KnownImage)
            arguments.AddRange(plan.Strides.Select(stride => Stride(stride, share)));
        Add(new Step(kernel, arguments.ToEquatableArray(), plan.RowTiles, 0, Comment())
        {
            Epilogue = epilogue, Share = share, ChosenBy = op.ChosenBy?.Text(op.Hints.Tile, new RegisterTile(plan.TileRows, plan.TileColumns, 1)),
        });
    }

    /// <summary>The packed bias; zeros for an operation without, whose kernel then is that of operations with one.</summary>
    private Buffer Bias(bool bias, ConvolutionOp op, Buffer weights, int elements, int blocks, int filters, int block, int planes = 1) =>
        bias ? PackBias(op, weights, elements, blocks, filters, block, planes) : NoBias(blocks * block);

    /// <summary>Zeros in a bias's place, the same for all operations that need as many.</summary>
    private Buffer NoBias(int length)
    {
        if (!_noBias.TryGetValue(length, out Buffer? zeros))
        {
            _noBias[length] = zeros = PackedBuffer("noBias", length);
            Argument[] arguments = [Argument.Write(zeros)];
            (PackSteps ?? Steps).Add(new Step(LibraryPlan.Call("Clear", length), arguments.ToEquatableArray(), 0, 1, "zeros for sums without a bias"));
        }

        return zeros;
    }

    /// <summary>
    /// Packs the bias. Where a batch norm is folded, its addend takes the bias's place, and its factor goes into the weights, which have
    /// <paramref name="elements"/> elements for each filter, in each of <paramref name="planes"/>.
    /// </summary>
    private Buffer PackBias(ConvolutionOp op, Buffer weights, int elements, int blocks, int filters, int block, int planes)
    {
        (Buffer? factor, Buffer addend) = PackBias(op, blocks, filters, block);
        if (factor is not null)
        {
            (PackSteps ?? Steps).Add(new Step(LibraryPlan.Call("ScaleWeights", elements, block, blocks),
                new[] { Argument.Read(factor), Argument.Write(weights) }.ToEquatableArray(), 0, planes * blocks, $"{_node.Layer}: weights times the factor"));
        }

        return addend;
    }

    /// <summary>Packs the bias, once for all phases with the same blocks: the addend, and what is to become of the weights where a batch norm is folded.</summary>
    private (Buffer? Factor, Buffer Addend) PackBias(ConvolutionOp op, int blocks, int filters, int block)
    {
        if (!_biases.TryGetValue((filters, block), out (Buffer? Factor, Buffer Addend) packed))
        {
            if (op.Norm is { } epsilon)
            {
                packed = PackNorm(epsilon, op.Bias ? 3 : 2, blocks, filters, block, op.Bias ? Argument.Read(Read(2)) : null);
            }
            else
            {
                packed = (null, PackedBuffer(_node.Layer + "PackedBias", (long)blocks * block));
                AddPack(LibraryPlan.Call("PackBias", filters, block), blocks, $"{_node.Layer}: bias", Argument.Read(Read(2)), packed.Addend);
            }

            _biases[(filters, block)] = packed;
        }

        return packed;
    }

    private static TapGrid WindowTaps(ConvOp op, Layout input) => new(
        op.Window.Height.Size, op.Window.Height.Dilation * input.Row, op.Window.Width.Size, op.Window.Width.Dilation * input.Pixel, op.Channels / op.Groups);

    private static string Title(string verb, ConvolutionOp op) =>
        $"{verb}{(op.IsDepthwise ? "Depthwise" : string.Empty)}{op.Window.Height.Size}x{op.Window.Width.Size}_{op.Channels}to{op.Filters}";

    /// <summary>How a convolution's outputs are walked over.</summary>
    private readonly record struct Sweep(
        TapGrid Taps, int InputRow, int InputPixel, int Rows, int Columns, int OutputPixel, int OutputRow);

    /// <summary>Which taps of a depthwise weight are packed: from <c>First</c>, at these steps.</summary>
    private readonly record struct TapOrder(int First, int RowStep, int ColumnStep);
}
