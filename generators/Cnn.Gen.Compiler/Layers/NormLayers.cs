using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[BatchNorm]</c>.</summary>
public sealed class BatchNormLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "BatchNorm";

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        var op = new BatchNormOp(layer.Arguments.Real("Epsilon", 1e-5, 1e-12, 1), layer.Arguments.Real("Momentum", 0.1, 0, 1));
        Activation activation = layer.Arguments.Activation();
        if (layer.Arguments.Failed)
            return null;
        int channels = layer.Shape.Channels;
        Value scale = layer.AddParameter("scale", [channels], "Ones", 1, 1);
        Value bias = layer.AddParameter("bias", [channels], "Zeros", 1, 1);
        Value mean = layer.AddParameter("mean", [channels], "Zeros", 1, 1, counted: false);
        Value variance = layer.AddParameter("variance", [channels], "Ones", 1, 1, counted: false);
        return layer.Activate(layer.Add(op, string.Empty, layer.Input, scale, bias, mean, variance), activation);
    }
}

/// <summary><c>[Dropout(rate)]</c>.</summary>
public sealed class DropoutLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Dropout";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["rate"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        double rate = layer.Arguments.Real("rate", 0.5, 0, 0.999);
        return layer.Arguments.Failed ? null : layer.Add(new DropoutOp(rate, layer.Place), string.Empty, layer.Input);
    }
}
