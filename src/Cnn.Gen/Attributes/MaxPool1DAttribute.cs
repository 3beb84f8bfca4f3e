namespace Cnn.Gen;

/// <summary>
/// The largest number of each window of a signal (1, length, c), per channel: <see cref="MaxPool2DAttribute"/> with height 1. Padding never
/// wins. ONNX: MaxPool.
/// </summary>
/// <param name="size">The window's length, which is also its stride where none is given.</param>
public sealed class MaxPool1DAttribute(int size) : WindowLayer1DAttribute(size)
{
    /// <summary>Whether the output length is rounded up instead of down, so that a last window may hang over the end.</summary>
    public bool CeilMode { get; set; }

    /// <summary>Who gets the gradient among equal maxima.</summary>
    public Ties Ties { get; set; }
}
