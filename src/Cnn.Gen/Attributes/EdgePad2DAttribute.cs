namespace Cnn.Gen;

/// <summary>
/// Adds rows and columns that repeat the image's edge: (h, w, c) to (top + h + bottom, left + w + right, c). ONNX: Pad, mode edge.
/// </summary>
public sealed class EdgePad2DAttribute : PadLayerAttribute
{
    /// <summary>The same on all four sides.</summary>
    /// <param name="padding">Rows or columns added on each side.</param>
    public EdgePad2DAttribute(int padding)
        : this(padding, padding, padding, padding)
    {
    }

    /// <summary>Each side by itself.</summary>
    /// <param name="top">Rows added above.</param>
    /// <param name="bottom">Rows added below.</param>
    /// <param name="left">Columns added on the left.</param>
    /// <param name="right">Columns added on the right.</param>
    public EdgePad2DAttribute(int top, int bottom, int left, int right)
        : base(top, bottom, left, right)
    {
    }
}
