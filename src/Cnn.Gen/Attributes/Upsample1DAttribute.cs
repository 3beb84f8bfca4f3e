namespace Cnn.Gen;

/// <summary>Lengthens a signal by a whole factor: (1, length, c) to (1, length*factor, c). ONNX: Resize.</summary>
/// <param name="factor">The factor.</param>
public sealed class Upsample1DAttribute(int factor) : LayerAttribute
{
    /// <summary>The factor.</summary>
    public int Factor { get; } = factor;

    /// <summary>How the new elements are filled.</summary>
    public UpsampleMode Mode { get; set; }
}
