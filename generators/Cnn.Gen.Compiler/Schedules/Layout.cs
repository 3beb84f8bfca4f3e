using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Pixels around an image that are zero, so that a window may hang over the edge without a test.</summary>
public readonly record struct Halo(int Top, int Bottom, int Left, int Right)
{
    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => (Top | Bottom | Left | Right) == 0;

    /// <summary>The smallest halo that serves both.</summary>
    public Halo Union(Halo other) =>
        new(Math.Max(Top, other.Top), Math.Max(Bottom, other.Bottom), Math.Max(Left, other.Left), Math.Max(Right, other.Right));
}

/// <summary>
/// How a value lies in memory: NHWC, with a halo around each image. A value may be some neighbouring channels of a larger one, a part of a
/// concatenation or a slice: its pixels are then as far apart as that one's. Pixels may also lie apart so that a cache holds them (<see cref="SpreadRules"/>).
/// </summary>
/// <param name="Shape">The value's shape.</param>
/// <param name="Halo">The halo.</param>
public readonly record struct Layout(Shape Shape, Halo Halo)
{
    /// <summary>Where this one's channels begin in the value that it is a part of.</summary>
    public int FirstChannel { get; private init; }

    /// <summary>Elements from one pixel to the next.</summary>
    public int Pixel => Shape.Channels + Beside;

    /// <summary>Elements from one row to the next.</summary>
    public int Row => (Halo.Left + Shape.Width + Halo.Right) * Pixel;

    /// <summary>Elements from one image to the next.</summary>
    public int Image => (Halo.Top + Shape.Height + Halo.Bottom) * Row;

    /// <summary>Index of the first pixel inside the halo.</summary>
    public int Origin => (Halo.Top * Row) + (Halo.Left * Pixel) + FirstChannel;

    /// <summary>Whether pixels touch.</summary>
    public bool IsWhole => Beside == 0;

    /// <summary>Whether all elements of all images touch.</summary>
    public bool IsContiguous => IsWhole && Halo.IsEmpty;

    /// <summary>The same distances, from channel 0 on: what kernels are told, so that those for different parts are one.</summary>
    public Layout Distances => this with { FirstChannel = 0 };

    /// <summary>Some neighbouring channels of this.</summary>
    public Layout Channels(int first, int count) =>
        new(Shape with { Channels = count }, Halo) { FirstChannel = FirstChannel + first, Beside = Pixel - count };

    /// <summary>The same with so many elements more from pixel to pixel, which nobody reads or writes.</summary>
    public Layout Spread(int elements) => this with { Beside = Beside + elements };

    /// <summary>Channels of the value that this one is a part of, less its own, or elements between pixels; 0 where pixels touch.</summary>
    private int Beside { get; init; }

    /// <summary>Such as <c>28x28x32</c>, or <c>28x28x32 + halo 1</c>.</summary>
    public override string ToString()
    {
        string text = IsWhole ? Shape.ToString() : $"{Shape} from channel {FirstChannel} of {Pixel}";
        if (Halo.IsEmpty)
            return text;
        bool even = Halo.Top == Halo.Bottom && Halo.Left == Halo.Right && Halo.Top == Halo.Left;
        return even ? $"{text} + halo {Halo.Top}" : $"{text} + halo {Halo.Top} {Halo.Bottom} {Halo.Left} {Halo.Right}";
    }
}
