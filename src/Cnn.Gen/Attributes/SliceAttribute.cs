namespace Cnn.Gen;

/// <summary>Some neighbouring channels: (h, w, c) to (h, w, count), y[h, w, k] = x[h, w, start + k]. ONNX: Slice or Split along axis 1.</summary>
/// <param name="start">The first channel.</param>
/// <param name="count">How many.</param>
public sealed class SliceAttribute(int start, int count) : LayerAttribute
{
    /// <summary>The first channel.</summary>
    public int Start { get; } = start;

    /// <summary>How many channels.</summary>
    public int Count { get; } = count;
}
