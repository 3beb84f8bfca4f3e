using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[DepthwiseConv2D(size)]</c>: every input channel has filters of its own, <c>Multiplier</c> of them.</summary>
public sealed class DepthwiseConv2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "DepthwiseConv2D";

    /// <inheritdoc/>
    public override string Stem => "DepthwiseConv";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["size"], ["height", "width"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int channels = layer.Shape.Channels;
        int multiplier = layer.Arguments.Number("Multiplier", 1, 1, Math.Max(1, Limits.Channels / channels));
        return Conv2DLayer.Bind(layer, channels * multiplier, channels);
    }
}
