using System.Globalization;

namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>
/// Instance normalisation (Ulyanov et al. 2016): y = (x - mean) / sqrt(variance + epsilon) * scale + bias, with the mean and the (biased)
/// variance of each image's each channel, in prediction and training alike. A pass puts <see cref="ImageMomentsOp"/> and
/// <see cref="NormalizeImageOp"/> in its place. Inputs: x, scale, bias. ONNX: InstanceNormalization.
/// </summary>
/// <param name="Epsilon">Keeps the root away from zero.</param>
public sealed record InstanceNormOp(double Epsilon) : Op
{
    /// <inheritdoc/>
    public override string Text => "instance norm, epsilon " + Epsilon.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}

/// <summary>
/// What an image is normalised with, for each channel: mean; 1 / sqrt(variance + epsilon); and that times scale. Three blocks of one element a
/// channel. Inputs: x, scale.
/// </summary>
/// <param name="Epsilon">Keeps the root away from zero.</param>
public sealed record ImageMomentsOp(double Epsilon) : Op
{
    /// <inheritdoc/>
    public override string Text => "moments of each image";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(1, 1, 3 * inputs[0].Channels);

    /// <summary>Moments pass no gradient on: <see cref="NormalizeImageOp"/>'s covers them.</summary>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
    }
}

/// <summary>y = (x - mean) * factor + bias, channel by channel, with each image's moments. Inputs: x, moments, scale, bias.</summary>
public sealed record NormalizeImageOp : Op
{
    /// <inheritdoc/>
    public override string Text => "normalise each image";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        Value dy = gradients.Output, x = gradients.Input(0), moments = gradients.Input(1);
        int channels = x.Shape.Channels;
        Value sums = gradients.Add(new NormalizeImageSumsOp(), "sums", dy, x, moments);
        for (int parameter = 0; parameter < 2; parameter++)
        {
            // The sum of dy for the bias; of dy times the normalised x for the scale.
            int input = parameter == 0 ? 3 : 2;
            if (gradients.Wants(input))
                gradients.Propagate(input, new BiasGradOp(), gradients.Add(new SliceOp(parameter * channels, channels), "sum", sums));
        }

        gradients.Propagate(0, new NormalizeImageGradOp(), dy, x, moments, sums);
    }
}

/// <summary>The sums over each image of dy, and of dy times the normalised x, for each channel. Inputs: dy, x, moments.</summary>
public sealed record NormalizeImageSumsOp : Op
{
    /// <inheritdoc/>
    public override string Text => "sums of each image's gradient";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(1, 1, 2 * inputs[0].Channels);
}

/// <summary>dx = factor * (dy - (sum of dy + normalised x * sum of dy * normalised x) / pixels). Inputs: dy, x, moments, sums.</summary>
public sealed record NormalizeImageGradOp : Op
{
    /// <inheritdoc/>
    public override string Text => "input gradient of: normalise each image";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
