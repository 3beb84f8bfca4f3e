namespace Cnn.Gen;

/// <summary>
/// Adds rows and columns of one number: (h, w, c) to (top + h + bottom, left + w + right, c). ONNX: Pad, mode constant.
/// </summary>
public sealed class ConstantPad2DAttribute : PadLayerAttribute
{
    /// <summary>The same on all four sides.</summary>
    /// <param name="value">The number.</param>
    /// <param name="padding">Rows or columns added on each side.</param>
    public ConstantPad2DAttribute(double value, int padding)
        : this(value, padding, padding, padding, padding)
    {
    }

    /// <summary>Each side by itself.</summary>
    /// <param name="value">The number.</param>
    /// <param name="top">Rows added above.</param>
    /// <param name="bottom">Rows added below.</param>
    /// <param name="left">Columns added on the left.</param>
    /// <param name="right">Columns added on the right.</param>
    public ConstantPad2DAttribute(double value, int top, int bottom, int left, int right)
        : base(top, bottom, left, right) => Value = value;

    /// <summary>The number.</summary>
    public double Value { get; }
}
