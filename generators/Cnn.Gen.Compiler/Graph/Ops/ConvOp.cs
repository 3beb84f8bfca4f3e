namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>What convolutions and transposed convolutions have in common. Inputs: x, weight and, where there is one, bias.</summary>
/// <param name="Window">The window.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Groups">Groups of channels that see only each other.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Epilogue">The activation applied before the result is stored.</param>
/// <param name="Hints">What the user asked of the schedule.</param>
public abstract record ConvolutionOp(Window Window, int Channels, int Filters, int Groups, bool Bias, Activation Epilogue, ScheduleHints Hints) : Op
{
    /// <summary>For prediction: the epsilon of a batch norm whose scale, bias, mean and variance are folded in when packing; they are its last inputs.</summary>
    public double? Norm { get; init; }

    /// <summary>For prediction: how the weights are kept.</summary>
    public WeightFormat Weights { get; init; }

    /// <summary>For prediction: who chose how it is computed; null where nobody was asked.</summary>
    public Choosers? ChosenBy { get; init; }

    /// <summary>Whether every output channel reads one input channel, one to one.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Channels && Filters == Channels;

    /// <summary>Whether all outputs are sums over taps, so that what follows can be applied while they are in registers.</summary>
    public virtual bool CanFuse => true;

    /// <summary>How many taps one output sums over, at most.</summary>
    public virtual long TapsOfOutput => Window.Taps;

    /// <summary>The shape of the weight: (fh, fw, cIn / groups, cOut).</summary>
    public int[] WeightShape => [Window.Height.Size, Window.Width.Size, Channels / Groups, Filters];

    /// <summary>What follows the operation's name and window in its text.</summary>
    protected string Suffix => (Groups == 1 ? "" : $" in {Groups} groups") + (Bias ? "" : ", no bias");
}

/// <summary>
/// Convolution (in the field's sense, a correlation): y[p, o] = bias[o] + sum over taps k and the channels i of o's group of
/// x[p * stride - padding + k * dilation, i] * weight[k, i, o]. ONNX: Conv. A dense layer is the same with a window of one tap over one pixel.
/// </summary>
public sealed record ConvOp(Window Window, int Channels, int Filters, int Groups, bool Bias, Activation Epilogue, ScheduleHints Hints)
    : ConvolutionOp(Window, Channels, Filters, Groups, Bias, Epilogue, Hints)
{
    /// <summary>
    /// For prediction: the tiles of Winograd's minimal filtering, by which it is to be computed; none for the sum as it is defined.
    /// </summary>
    public WinogradTile WinogradTile { get; init; }

    /// <summary>
    /// For prediction: into how many parts of equal length the sum falls, which are computed side by side and then added; 1 for the sum as it is defined.
    /// </summary>
    public int Parts { get; init; } = 1;

    /// <summary>For prediction: whether the last input, of the output's shape, is added before the epilogue.</summary>
    public bool Residual { get; init; }

    /// <summary>Which input that is: the one behind x, weight, bias and a norm's four.</summary>
    public int ResidualInput => 2 + (Bias ? 1 : 0) + (Norm is null ? 0 : 4);

    /// <summary>For prediction: whether only the largest of each 2x2 outputs is kept.</summary>
    public bool Pooled { get; init; }

    /// <summary>For which layers there are <see cref="WinogradTiles"/>, in words.</summary>
    public const string WinogradLayers =
        "windows of 3x3 with stride 1 over multiples of 16 channels (for Winograd4x4OnTheFly, of outputs that at most 4 tiles of 4x4 cover), or, with tiles of 4x4 and "
        + "stride 2, of 3 or 4 over as many and of 7 or 8 over at most 4, all with dilation 1, one group and multiples of 16 filters";

    /// <summary>
    /// The tiles by which Winograd's minimal filtering applies. A small window moves by one or two over channels that fill vectors; one of 7 or 8 by two
    /// over few, as those of a network's first layer are.
    /// </summary>
    public IReadOnlyList<WinogradTile> WinogradTiles => (Window.Height, Window.Width) switch
    {
        _ when Groups > 1 || Filters % 16 > 0 => [],
        ({ Size: 3, Stride: 1, Dilation: 1 }, { Size: 3, Stride: 1, Dilation: 1 }) when Channels % 16 == 0 =>
            [.. WinogradTile.All.Where(tile => !tile.OnTheFly || tile.Count(Window.Height.Output, Window.Width.Output) <= WinogradTile.MostOnTheFly)],
        ({ Size: 3 or 4, Stride: 2, Dilation: 1 }, { Size: 3 or 4, Stride: 2, Dilation: 1 }) when Channels % 16 == 0 => WinogradTile.Strided,
        ({ Size: 7 or 8, Stride: 2, Dilation: 1 }, { Size: 7 or 8, Stride: 2, Dilation: 1 }) when Channels <= 4 => WinogradTile.StridedLarge,
        _ => [],
    };

    /// <summary>Whether there is any.</summary>
    public bool AllowsWinograd => WinogradTiles.Count > 0;

    /// <summary>Whether there is one by the name of <paramref name="algorithm"/>: Winograd, or that with a tile behind.</summary>
    public bool Allows(string algorithm) => WinogradTiles.Any(tile => algorithm == "Winograd" || algorithm == $"Winograd{tile}");

    /// <summary>Whether there is one pixel only, so that this is a dense layer.</summary>
    public bool IsProduct => Groups == 1 && Window == Window.Pointwise(1, 1);

    /// <inheritdoc/>
    public override string Text =>
        (IsProduct ? $"multiply {Channels} inputs into {Filters}" : $"convolve {Window}, {Channels} to {Filters} channels") + Suffix
        + (Residual ? ", and add" : string.Empty) + (Pooled ? ", and keep the largest of 2x2" : string.Empty);

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        Pooled ? new(Window.Height.Output / 2, Window.Width.Output / 2, Filters) : new(Window.Height.Output, Window.Width.Output, Filters);

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) =>
        (long)Window.Height.Output * Window.Width.Output * Filters * Window.Taps * (Channels / Groups);

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        Value dy = gradients.Output;
        if (!Epilogue.IsNone)
            throw new InvalidOperationException("Epilogues are fused after differentiation.");
        if (Bias && gradients.Wants(2))
            gradients.Propagate(2, new BiasGradOp(), dy);
        if (gradients.Wants(1))
            gradients.Propagate(1, new ConvFilterGradOp(this), gradients.Input(0), dy);
        gradients.Propagate(0, new ConvInputGradOp(this), dy, gradients.Input(1));
    }
}

/// <summary>How weights are kept.</summary>
public enum WeightFormat
{
    /// <summary>As they are.</summary>
    Default,

    /// <summary>Rounded to bfloat16, two in the place of one.</summary>
    BFloat16,
}

/// <summary>Outputs that are summed in registers at a time.</summary>
/// <param name="Rows">Rows of pixels.</param>
/// <param name="Columns">Columns of pixels.</param>
/// <param name="Vectors">Vectors of output channels.</param>
public readonly record struct RegisterTile(int Rows, int Columns, int Vectors);

/// <summary>Who chose how a convolution is computed, for the reader of what is generated.</summary>
/// <param name="Algorithm">Who chose the algorithm.</param>
/// <param name="Tile">Who asks for a tile of registers or a way of summing.</param>
public sealed record Choosers(string Algorithm, string Tile)
{
    /// <summary>Who chooses what nobody asks for, or what there is no room for.</summary>
    public const string CostModel = "the cost model";

    /// <summary>A sentence for what there is one tile for.</summary>
    public string AlgorithmText => $"Chosen by {Algorithm}.";

    /// <summary>A sentence.</summary>
    /// <param name="asked">The tile that is asked for; null for none.</param>
    /// <param name="taken">The tile that there is.</param>
    public string Text(RegisterTile? asked, RegisterTile taken)
    {
        string tile = asked is { } wanted && wanted != taken ? CostModel : Tile;
        return Algorithm == tile ? AlgorithmText : $"Algorithm by {Algorithm}, tile by {tile}.";
    }
}

/// <summary>
/// What is asked of a layer's schedule, by its attribute with the names of the library's enumerations, or by a tuning file, which knows one more way
/// of summing: <c>Loop</c>, as the compiler would write one, where <c>None</c> goes one element at a time.
/// </summary>
public readonly record struct ScheduleHints(string Algorithm, string Unroll)
{
    /// <summary>The tile of registers that is asked for, taken where the layer and the register file have room for it; null for whichever costs least.</summary>
    public RegisterTile? Tile { get; init; }

    /// <summary>
    /// Rows of outputs that are to go through this and the convolution before together; 0 to keep them apart, null for whatever pays. See
    /// <see cref="Schedules.BandPlan"/>.
    /// </summary>
    public int? BandRows { get; init; }

    /// <summary>
    /// Whether pixels are to lie in the lanes of vectors, where the layer allows it; null for whatever costs least. See
    /// <see cref="Schedules.PixelLanePlan"/>.
    /// </summary>
    public bool? PixelLanes { get; init; }

    /// <summary>How predictions are to keep the weights.</summary>
    public WeightFormat Weights { get; init; }

    /// <summary>Whether Winograd's minimal filtering is asked for.</summary>
    public bool IsWinograd => Algorithm.StartsWith("Winograd", StringComparison.Ordinal);

    /// <summary>Everything left to the compiler.</summary>
    public static ScheduleHints Auto => new("Auto", "Auto");
}

/// <summary>
/// The gradient of a convolution by its input: dx[q, i] = sum of dy[p, o] * weight[k, i, o] over all p, k with
/// p * stride - padding + k * dilation = q. Inputs: dy, weight.
/// </summary>
/// <param name="Forward">The convolution.</param>
public sealed record ConvInputGradOp(ConvOp Forward) : Op
{
    /// <inheritdoc/>
    public override string Text => $"input gradient of: {Forward.Text}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        new(Forward.Window.Height.Input, Forward.Window.Width.Input, Forward.Channels);

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) => Forward.MultiplyAdds([]);
}

/// <summary>
/// The gradient of a convolution by its weight: dWeight[k, i, o] = sum over images and outputs p of
/// x[p * stride - padding + k * dilation, i] * dy[p, o]. Inputs: x, dy.
/// </summary>
/// <param name="Forward">The convolution.</param>
public sealed record ConvFilterGradOp(ConvOp Forward) : Op
{
    /// <inheritdoc/>
    public override string Text => $"filter gradient of: {Forward.Text}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        new(1, 1, Forward.Window.Taps * (Forward.Channels / Forward.Groups) * Forward.Filters);

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) => Forward.MultiplyAdds([]);
}

/// <summary>The gradient by a bias: the sum of dy over images and pixels, channel by channel. Input: dy.</summary>
public sealed record BiasGradOp : Op
{
    /// <inheritdoc/>
    public override string Text => "bias gradient";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(1, 1, inputs[0].Channels);
}
