namespace Cnn.Gen;

/// <summary>
/// Limits, (h, w, c) to the same: y = min(max(x, minimum), maximum). Derivative 1 for minimum &lt;= x &lt;= maximum, else 0, as PyTorch's clamp.
/// A bound may be infinite. ONNX: Clip.
/// </summary>
/// <param name="minimum">The least result.</param>
/// <param name="maximum">The largest result.</param>
public sealed class ClipAttribute(double minimum, double maximum) : LayerAttribute
{
    /// <summary>The least result.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The largest result.</summary>
    public double Maximum { get; } = maximum;
}
