namespace Cnn.Gen.Compiler.Graph;

/// <summary>The shape of one image's value: height, width, channels. Every value is NHWC.</summary>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>The number of elements, in 64 bits.</summary>
    public long Length => (long)Height * Width * Channels;

    /// <summary>The number of pixels, in 64 bits.</summary>
    public long Pixels => (long)Height * Width;

    /// <summary>The same elements as one pixel of many channels.</summary>
    public Shape Flat => new(1, 1, checked((int)Length));

    /// <summary>Such as <c>28x28x1</c>.</summary>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}

/// <summary>One side of a sliding window: how it walks over an axis.</summary>
/// <param name="Size">Taps of the window.</param>
/// <param name="Stride">Input elements between neighbouring outputs.</param>
/// <param name="Dilation">Input elements between neighbouring taps.</param>
/// <param name="Before">Padding in front.</param>
/// <param name="After">Padding behind.</param>
/// <param name="Input">Input elements.</param>
/// <param name="Output">Output elements.</param>
public readonly record struct WindowAxis(int Size, int Stride, int Dilation, int Before, int After, int Input, int Output)
{
    /// <summary>A window that is the whole axis.</summary>
    public static WindowAxis Whole(int side) => new(side, side, 1, 0, 0, side, 1);

    /// <summary>A window of one tap that touches each element once.</summary>
    public static WindowAxis Each(int side) => new(1, 1, 1, 0, 0, side, side);

    /// <summary>Input elements from the first tap to the last, both included.</summary>
    public int Extent => (Dilation * (Size - 1)) + 1;

    /// <summary>The input position of a tap; negative or past the input where it falls into padding.</summary>
    public int Position(int output, int tap) => (output * Stride) - Before + (tap * Dilation);

    /// <summary>The taps of an output that fall into the input: from the first to one past the last.</summary>
    public (int First, int End) Valid(int output)
    {
        int start = Position(output, 0);
        int first = start >= 0 ? 0 : (-start + Dilation - 1) / Dilation;
        int end = start >= Input ? 0 : Math.Min(Size, ((Input - 1 - start) / Dilation) + 1);
        return (Math.Min(first, Size), Math.Max(end, Math.Min(first, Size)));
    }

    /// <summary>How many taps of an output fall into the input or its padding, but not over the edge of that (ceil mode).</summary>
    public int Padded(int output)
    {
        int start = Position(output, 0);
        return Math.Min(Size, ((Input + After - 1 - start) / Dilation) + 1);
    }
}

/// <summary>A two-dimensional sliding window.</summary>
public readonly record struct Window(WindowAxis Height, WindowAxis Width)
{
    /// <summary>A window of one tap that touches each element once.</summary>
    public static Window Pointwise(int height, int width) =>
        new(WindowAxis.Each(height), WindowAxis.Each(width));

    /// <summary>The number of taps.</summary>
    public int Taps => Height.Size * Width.Size;

    /// <summary>Whether each output is made from the one input pixel at its own place.</summary>
    public bool IsPointwise => this == Pointwise(Height.Input, Width.Input);

    /// <summary>Whether there is just one output, whose window is the whole input.</summary>
    public bool CoversInput =>
        Height.Output == 1 && Width.Output == 1 && Height.Dilation == 1 && Width.Dilation == 1
        && Height.Before == 0 && Width.Before == 0 && Height.Size == Height.Input && Width.Size == Width.Input;

    /// <summary>Such as <c>3x3, stride 2, padding 1</c>.</summary>
    public override string ToString()
    {
        string text = $"{Height.Size}x{Width.Size}";
        if (Height.Stride != 1 || Width.Stride != 1)
            text += Height.Stride == Width.Stride ? $", stride {Height.Stride}" : $", stride {Height.Stride}x{Width.Stride}";
        if (Height.Dilation != 1 || Width.Dilation != 1)
            text += Height.Dilation == Width.Dilation ? $", dilation {Height.Dilation}" : $", dilation {Height.Dilation}x{Width.Dilation}";
        if ((Height.Before | Height.After | Width.Before | Width.After) != 0)
        {
            bool even = Height.Before == Height.After && Width.Before == Width.After && Height.Before == Width.Before;
            text += even ? $", padding {Height.Before}" : $", padding {Height.Before} {Height.After} {Width.Before} {Width.After}";
        }

        return text;
    }
}
