namespace Cnn.Gen;

/// <summary>Adds zeros to a signal: (1, length, c) to (1, left + length + right, c). ONNX: Pad.</summary>
public sealed class ZeroPad1DAttribute : LayerAttribute
{
    /// <summary>The same at both ends.</summary>
    /// <param name="padding">Elements added at each end.</param>
    public ZeroPad1DAttribute(int padding)
        : this(padding, padding)
    {
    }

    /// <summary>Each end by itself.</summary>
    /// <param name="left">Elements added in front.</param>
    /// <param name="right">Elements added behind.</param>
    public ZeroPad1DAttribute(int left, int right)
    {
        Left = left;
        Right = right;
    }

    /// <summary>Elements added in front.</summary>
    public int Left { get; }

    /// <summary>Elements added behind.</summary>
    public int Right { get; }
}
