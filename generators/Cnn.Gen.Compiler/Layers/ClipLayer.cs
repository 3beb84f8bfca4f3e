using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Clip(minimum, maximum)]</c>: an activation with two bounds.</summary>
public sealed class ClipLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Clip";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["minimum", "maximum"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        double minimum = layer.Arguments.Real("minimum", 0, double.NegativeInfinity, double.PositiveInfinity);
        double maximum = layer.Arguments.Real("maximum", Math.Max(minimum, 0), double.NegativeInfinity, double.PositiveInfinity);
        if (minimum > maximum)
        {
            layer.Arguments.Report("CNN0017", "maximum", FormattableString.Invariant(
                $"Clip: maximum must be at least minimum, which is {minimum}, but is {maximum}. [Clip({maximum}, {minimum})] would fit."));
        }

        return layer.Arguments.Failed ? null : layer.AddKernel(new ActivationOp(Graph.Activation.Clip(minimum, maximum)), layer.Input);
    }
}
