using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Activate(Activation.Relu)]</c>.</summary>
public sealed class ActivateLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Activate";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["activation"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        Activation activation = layer.Arguments.Activation("activation");
        return layer.Arguments.Failed ? null : layer.AddKernel(new ActivationOp(activation), layer.Input);
    }
}

/// <summary><c>[Softmax]</c>.</summary>
public sealed class SoftmaxLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Softmax";

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer) => layer.AddKernel(new SoftmaxOp(), layer.Input);
}

/// <summary><c>[Flatten]</c>: (h, w, c) as (1, 1, h * w * c).</summary>
public sealed class FlattenLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Flatten";

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer) => layer.Add(new ReshapeOp(layer.Shape.Flat), string.Empty, layer.Input);
}
