using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[InstanceNorm]</c>.</summary>
public sealed class InstanceNormLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "InstanceNorm";

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        var op = new InstanceNormOp(layer.Arguments.Real("Epsilon", 1e-5, 1e-12, 1));
        Activation activation = layer.Arguments.Activation();
        if (layer.Arguments.Failed)
            return null;
        int channels = layer.Shape.Channels;
        Value scale = layer.AddParameter("scale", [channels], "Ones", 1, 1), bias = layer.AddParameter("bias", [channels], "Zeros", 1, 1);
        return layer.Activate(layer.AddKernel(op, layer.Input, scale, bias), activation);
    }
}
