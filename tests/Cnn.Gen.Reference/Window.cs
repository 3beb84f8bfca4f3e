namespace Cnn.Gen.Reference;

/// <summary>How a convolution or pooling window moves over an image.</summary>
/// <param name="Height">Rows of the window.</param>
/// <param name="Width">Columns of the window.</param>
public sealed record Window(int Height, int Width)
{
    /// <summary>Rows between neighbouring windows.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Columns between neighbouring windows.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows of padding above the image.</summary>
    public int Top { get; init; }

    /// <summary>Rows of padding below the image.</summary>
    public int Bottom { get; init; }

    /// <summary>Columns of padding left of the image.</summary>
    public int Left { get; init; }

    /// <summary>Columns of padding right of the image.</summary>
    public int Right { get; init; }

    /// <summary>Rows from one tap of the window to the next.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Columns from one tap of the window to the next.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Whether a last window may hang over the bottom or right edge, provided that it begins before the edge.</summary>
    public bool CeilMode { get; init; }

    /// <summary>The input row under tap <paramref name="fh"/> of the window of output row <paramref name="oh"/>; may lie outside.</summary>
    public int Row(int oh, int fh) => (oh * StrideHeight) - Top + (fh * DilationHeight);

    /// <summary>The input column under tap <paramref name="fw"/> of the window of output column <paramref name="ow"/>; may lie outside.</summary>
    public int Column(int ow, int fw) => (ow * StrideWidth) - Left + (fw * DilationWidth);

    /// <summary>What the window makes of <paramref name="input"/>, with <paramref name="channels"/> channels.</summary>
    public Shape Output(Shape input, int channels) => new(
        OutputSize(input.Height, Top, Bottom, Height, StrideHeight, DilationHeight, CeilMode),
        OutputSize(input.Width, Left, Right, Width, StrideWidth, DilationWidth, CeilMode),
        channels);

    /// <summary>
    /// This window padded as ONNX's SAME_UPPER (or SAME_LOWER): ceil(input / stride) outputs, the padding for them split evenly,
    /// an odd one going to the bottom right (or top left).
    /// </summary>
    public Window Same(Shape input, bool upper)
    {
        int rows = SamePadding(input.Height, Height, StrideHeight, DilationHeight);
        int columns = SamePadding(input.Width, Width, StrideWidth, DilationWidth);
        int top = upper ? rows / 2 : rows - (rows / 2);
        int left = upper ? columns / 2 : columns - (columns / 2);
        return this with { Top = top, Bottom = rows - top, Left = left, Right = columns - left };
    }

    private static int SamePadding(int input, int taps, int stride, int dilation)
    {
        int outputs = (input + stride - 1) / stride;
        return Math.Max(0, ((outputs - 1) * stride) + (dilation * (taps - 1)) + 1 - input);
    }

    private static int OutputSize(int input, int before, int after, int taps, int stride, int dilation, bool ceil)
    {
        int room = input + before + after - (dilation * (taps - 1)) - 1;
        if (room < 0)
            throw new ArgumentException($"A window of {taps} taps, dilation {dilation}, does not fit {input} + {before} + {after} pixels.");

        if (!ceil)
            return (room / stride) + 1;

        int windows = ((room + stride - 1) / stride) + 1;
        return (windows - 1) * stride >= input + before ? windows - 1 : windows;
    }
}
