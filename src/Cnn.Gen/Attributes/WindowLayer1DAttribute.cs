namespace Cnn.Gen;

/// <summary>
/// A layer that slides a window along a signal, a value of height 1: (1, length, c). Output length without <see cref="PaddingMode"/>:
/// <c>(length + padLeft + padRight - dilation*(window - 1) - 1) / stride + 1</c>, rounded down.
/// </summary>
public abstract class WindowLayer1DAttribute : LayerAttribute
{
    private protected WindowLayer1DAttribute(int size) => Size = size;

    /// <summary>The window's length, in taps.</summary>
    public int Size { get; }

    /// <summary>Elements from one window to the next. 0: not given, which is 1 for a convolution and the window's length for a pool.</summary>
    public int Stride { get; set; }

    /// <summary>Elements added at both ends: zeros for a convolution or an average, minus infinity for a maximum.</summary>
    public int Padding { get; set; }

    /// <summary>Elements added in front, in place of <see cref="Padding"/>. -1: not given.</summary>
    public int PaddingLeft { get; set; } = -1;

    /// <summary>Elements added behind, in place of <see cref="Padding"/>. -1: not given.</summary>
    public int PaddingRight { get; set; } = -1;

    /// <summary>How padding is chosen; beside a mode other than <see cref="PaddingMode.Explicit"/> no padding may be written.</summary>
    public PaddingMode PaddingMode { get; set; }

    /// <summary>Distance between neighbouring taps. 0: not given, which is 1.</summary>
    public int Dilation { get; set; }
}
