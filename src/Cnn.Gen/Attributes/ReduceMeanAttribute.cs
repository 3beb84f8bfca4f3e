namespace Cnn.Gen;

/// <summary>
/// The mean over rows, columns or both, channel by channel: (h, w, c) to (1, 1, c), (1, w, c) or (h, 1, c). ONNX: ReduceMean with keepdims over
/// axes 2, 3 or both.
/// </summary>
public sealed class ReduceMeanAttribute : LayerAttribute
{
    /// <summary>The mean over all pixels.</summary>
    public ReduceMeanAttribute()
        : this(SpatialAxes.Both)
    {
    }

    /// <summary>The mean over some axes.</summary>
    /// <param name="axes">Which; they stay, with length 1.</param>
    public ReduceMeanAttribute(SpatialAxes axes) => Axes = axes;

    /// <summary>The axes that are averaged over.</summary>
    public SpatialAxes Axes { get; }
}
