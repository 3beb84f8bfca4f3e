namespace Cnn.Gen;

/// <summary>A layer that adds rows and columns: (h, w, c) to (top + h + bottom, left + w + right, c).</summary>
public abstract class PadLayerAttribute : LayerAttribute
{
    private protected PadLayerAttribute(int top, int bottom, int left, int right)
    {
        Top = top;
        Bottom = bottom;
        Left = left;
        Right = right;
    }

    /// <summary>Rows added above.</summary>
    public int Top { get; }

    /// <summary>Rows added below.</summary>
    public int Bottom { get; }

    /// <summary>Columns added on the left.</summary>
    public int Left { get; }

    /// <summary>Columns added on the right.</summary>
    public int Right { get; }
}
