using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Lrn(size)]</c>.</summary>
public sealed class LrnLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Lrn";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["size"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        ArgumentReader arguments = layer.Arguments;

        // With a positive K and no negative Alpha what is raised to a power is positive.
        var op = new LrnOp(
            arguments.Number("size", 1, 1, Limits.Window), arguments.Real("Alpha", 1e-4, 0, 1e6), arguments.Real("Beta", 0.75, 0, 100), arguments.Real("K", 1, 1e-6, 1e6));
        return arguments.Failed ? null : layer.AddKernel(op, layer.Input);
    }
}
