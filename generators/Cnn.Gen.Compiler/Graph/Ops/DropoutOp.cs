using System.Globalization;

namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>
/// Dropout (Srivastava et al. 2014), inverted: in training each element is zero with probability <c>rate</c> and divided by 1 - rate otherwise.
/// Which, follows from the pass's seed, the layer and the element, so that backward need not remember it. Input: x, or dy for the gradient.
/// </summary>
/// <param name="Rate">The probability.</param>
/// <param name="Layer">Tells dropout layers apart.</param>
public sealed record DropoutOp(double Rate, int Layer) : Op
{
    /// <inheritdoc/>
    public override string Text => "dropout " + Rate.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) => gradients.Propagate(0, this, gradients.Output);
}
