using System.Globalization;

namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015): y = (x - mean) / sqrt(variance + epsilon) * scale + bias, channel by channel. As it stands
/// it uses the running averages; for training, a pass puts <see cref="BatchMomentsOp"/> and <see cref="NormalizeOp"/> in its place.
/// Inputs: x, scale, bias, mean, variance. ONNX: BatchNormalization.
/// </summary>
/// <param name="Epsilon">Keeps the root away from zero.</param>
/// <param name="Momentum">The share of a batch in the running averages.</param>
public sealed record BatchNormOp(double Epsilon, double Momentum) : Op
{
    /// <inheritdoc/>
    public override string Text => "batch norm, epsilon " + Epsilon.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}

/// <summary>
/// What a batch is normalised with, for each channel: mean; 1 / sqrt(variance + epsilon); and the factor and the addend that both, scale and
/// bias come down to. Also moves the running averages (variance unbiased), where the pass wants that. Four blocks of one element a channel.
/// Inputs: x, scale, bias, mean, variance.
/// </summary>
/// <param name="Epsilon">Keeps the root away from zero.</param>
/// <param name="Momentum">The share of this batch in the running averages.</param>
public sealed record BatchMomentsOp(double Epsilon, double Momentum) : Op
{
    /// <inheritdoc/>
    public override string Text => "moments of the batch";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(1, 1, 4 * inputs[0].Channels);

    /// <summary>Moments pass no gradient on: <see cref="NormalizeOp"/>'s covers them.</summary>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
    }
}

/// <summary>y = x * factor + addend, channel by channel, with a batch's moments. Inputs: x, moments, scale, bias.</summary>
public sealed record NormalizeOp : Op
{
    /// <inheritdoc/>
    public override string Text => "normalise";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        Value dy = gradients.Output, x = gradients.Input(0), moments = gradients.Input(1);
        int channels = x.Shape.Channels;
        Value sums = gradients.AddBatchWide(new NormalizeSumsOp(), "sums", dy, x, moments);
        if (gradients.Wants(2))
            gradients.Propagate(2, new BlockOp(channels, channels), sums);
        if (gradients.Wants(3))
            gradients.Propagate(3, new BlockOp(0, channels), sums);
        gradients.Propagate(0, new NormalizeInputGradOp(), dy, x, moments, sums);
    }
}

/// <summary>The sums over a batch of dy, and of dy times the normalised x, for each channel: the gradients by bias and scale. Inputs: dy, x, moments.</summary>
public sealed record NormalizeSumsOp : Op
{
    /// <inheritdoc/>
    public override string Text => "sums of the gradient";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(1, 1, 2 * inputs[0].Channels);
}

/// <summary>dx = factor * (dy - (sum of dy + normalised x * sum of dy * normalised x) / count). Inputs: dy, x, moments, sums.</summary>
public sealed record NormalizeInputGradOp : Op
{
    /// <inheritdoc/>
    public override string Text => "input gradient of: normalise";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}

/// <summary>Some neighbouring elements of a block that there is once for a batch. Input: the block.</summary>
public sealed record BlockOp(int First, int Count) : Op
{
    /// <inheritdoc/>
    public override string Text => $"elements {First} to {First + Count - 1}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(1, 1, Count);
}
