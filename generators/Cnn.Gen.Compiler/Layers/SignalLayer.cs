using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>
/// A layer over signals, values of height 1: the layer over images with the part of its arguments that is about height gone
/// (<see cref="ArgumentReader.IsOneDimensional"/>). Operations and kernels are those of images.
/// </summary>
/// <param name="images">The layer over images, whose name ends in 2D.</param>
/// <param name="constructors">The parameters of this one's constructors.</param>
public sealed class SignalLayer(LayerKind images, params string[][] constructors) : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => images.Attribute.Replace("2D", "1D");

    /// <inheritdoc/>
    public override string Stem => images.Stem;

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => constructors;

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        layer.Arguments.IsOneDimensional = true;
        if (layer.Shape.Height == 1)
            return images.Bind(layer);
        layer.Report("CNN0015", null,
            $"{layer.Name}: {Attribute} runs along signals, values of height 1, but its input is {layer.Shape}. A model of signals begins with "
            + $"[CnnModel(1, length, channels)], such as [CnnModel(1, {Math.Min(layer.Shape.Pixels, Limits.Side)}, {layer.Shape.Channels})]; for images, {images.Attribute} would fit.");
        return null;
    }
}
