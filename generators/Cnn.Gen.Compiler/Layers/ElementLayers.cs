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

/// <summary><c>[ZeroPad2D(n)]</c>.</summary>
public sealed class ZeroPad2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "ZeroPad2D";

    /// <inheritdoc/>
    public override string Stem => "ZeroPad";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["padding"], ["top", "bottom", "left", "right"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        ArgumentReader arguments = layer.Arguments;
        string common = arguments.Has("n") ? "n" : "padding";
        int all = arguments.Number(common, 0, 0, Limits.Padding);
        var op = new PadOp(
            arguments.Number("top", all, 0, Limits.Padding), arguments.Number("bottom", all, 0, Limits.Padding),
            arguments.Number("left", all, 0, Limits.Padding), arguments.Number("right", all, 0, Limits.Padding));
        return arguments.Failed ? null : layer.AddKernel(op, layer.Input);
    }
}
