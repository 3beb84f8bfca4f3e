namespace Cnn.Gen;

/// <summary>
/// Adds rows and columns that mirror the image at its edge, without repeating the edge: (h, w, c) to (top + h + bottom, left + w + right, c);
/// a side's padding is less than the image's side. ONNX: Pad, mode reflect.
/// </summary>
public sealed class ReflectPad2DAttribute : PadLayerAttribute
{
    /// <summary>The same on all four sides.</summary>
    /// <param name="padding">Rows or columns added on each side.</param>
    public ReflectPad2DAttribute(int padding)
        : this(padding, padding, padding, padding)
    {
    }

    /// <summary>Each side by itself.</summary>
    /// <param name="top">Rows added above.</param>
    /// <param name="bottom">Rows added below.</param>
    /// <param name="left">Columns added on the left.</param>
    /// <param name="right">Columns added on the right.</param>
    public ReflectPad2DAttribute(int top, int bottom, int left, int right)
        : base(top, bottom, left, right)
    {
    }
}
