namespace Cnn.Gen;

/// <summary>The mean of each window of a signal (1, length, c), per channel: <see cref="AvgPool2DAttribute"/> with height 1. ONNX: AveragePool.</summary>
/// <param name="size">The window's length, which is also its stride where none is given.</param>
public sealed class AvgPool1DAttribute(int size) : WindowLayer1DAttribute(size)
{
    /// <summary>Whether the output length is rounded up instead of down, so that a last window may hang over the end.</summary>
    public bool CeilMode { get; set; }

    /// <summary>Whether padding counts in the divisor.</summary>
    public bool CountIncludePad { get; set; }
}
