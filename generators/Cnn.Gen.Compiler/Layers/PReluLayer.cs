using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[PRelu]</c>.</summary>
public sealed class PReluLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "PRelu";

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer) =>
        layer.AddKernel(new PReluOp(), layer.Input, layer.AddParameter("slope", [layer.Shape.Channels], "Quarters", 1, 1));
}
