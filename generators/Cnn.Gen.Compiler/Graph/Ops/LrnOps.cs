using System.Globalization;

namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>
/// Local response normalisation across channels (Krizhevsky et al. 2012): y[c] = x[c] / (k + alpha / size * sum of x[j]^2)^beta over the
/// channels j from c - (size - 1) / 2 to c + size / 2, both rounded down, as far as there are any. Input: x. ONNX: LRN.
/// </summary>
/// <param name="Size">Channels that are summed over.</param>
/// <param name="Alpha">The weight of the sum.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="K">What is added to the sum.</param>
public sealed record LrnOp(int Size, double Alpha, double Beta, double K) : Op
{
    /// <inheritdoc/>
    public override string Text => string.Format(CultureInfo.InvariantCulture, "normalise by {0} channels, alpha {1:R}, beta {2:R}, k {3:R}", Size, Alpha, Beta, K);

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) => inputs[0].Length * Size;

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) =>
        gradients.Propagate(0, new LrnGradOp(this), gradients.Output, gradients.Input(0));
}

/// <summary>
/// With b = k + alpha / size * sum of squares: dx[i] = dy[i] / b[i]^beta - 2 * beta * alpha / size * x[i] * sum of dy[c] * x[c] / b[c]^(beta + 1)
/// over all channels c whose sum has i in it. Inputs: dy, x.
/// </summary>
/// <param name="Forward">The normalisation.</param>
public sealed record LrnGradOp(LrnOp Forward) : Op
{
    /// <inheritdoc/>
    public override string Text => $"gradient of: {Forward.Text}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
