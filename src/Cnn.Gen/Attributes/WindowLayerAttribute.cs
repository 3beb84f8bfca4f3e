namespace Cnn.Gen;

/// <summary>
/// A layer that slides a window over rows and columns: convolutions and pools. Output side without <see cref="PaddingMode"/>:
/// <c>(in + padBefore + padAfter - dilation*(window - 1) - 1) / stride + 1</c>, rounded down.
/// </summary>
public abstract class WindowLayerAttribute : LayerAttribute
{
    private protected WindowLayerAttribute(int height, int width)
    {
        Height = height;
        Width = width;
    }

    /// <summary>The window's height, in taps.</summary>
    public int Height { get; }

    /// <summary>The window's width, in taps.</summary>
    public int Width { get; }

    /// <summary>Rows and columns from one window to the next. 0: not given, which is 1 for a convolution and the window's side for a pool.</summary>
    public int Stride { get; set; }

    /// <summary>Rows from one window to the next, in place of <see cref="Stride"/>. 0: not given.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Columns from one window to the next, in place of <see cref="Stride"/>. 0: not given.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Rows and columns added on every side: zeros for a convolution or an average, minus infinity for a maximum.</summary>
    public int Padding { get; set; }

    /// <summary>Rows added above, in place of <see cref="Padding"/>. -1: not given.</summary>
    public int PaddingTop { get; set; } = -1;

    /// <summary>Rows added below, in place of <see cref="Padding"/>. -1: not given.</summary>
    public int PaddingBottom { get; set; } = -1;

    /// <summary>Columns added on the left, in place of <see cref="Padding"/>. -1: not given.</summary>
    public int PaddingLeft { get; set; } = -1;

    /// <summary>Columns added on the right, in place of <see cref="Padding"/>. -1: not given.</summary>
    public int PaddingRight { get; set; } = -1;

    /// <summary>How padding is chosen; beside a mode other than <see cref="PaddingMode.Explicit"/> no padding may be written.</summary>
    public PaddingMode PaddingMode { get; set; }

    /// <summary>Distance between neighbouring taps, in rows and columns. 0: not given, which is 1.</summary>
    public int Dilation { get; set; }

    /// <summary>Distance between taps in rows, in place of <see cref="Dilation"/>. 0: not given.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Distance between taps in columns, in place of <see cref="Dilation"/>. 0: not given.</summary>
    public int DilationWidth { get; set; }
}
