namespace Cnn.Gen;

/// <summary>
/// Channel shuffle (Zhang et al. 2018), (h, w, c) to the same: output channel i*groups + g is input channel g*(c/groups) + i. ONNX: Reshape to
/// (n, groups, c/groups, h, w), Transpose of the two, Reshape.
/// </summary>
/// <param name="groups">Groups of neighbouring channels; they divide the channels.</param>
public sealed class ChannelShuffleAttribute(int groups) : LayerAttribute
{
    /// <summary>Groups of neighbouring channels.</summary>
    public int Groups { get; } = groups;
}
