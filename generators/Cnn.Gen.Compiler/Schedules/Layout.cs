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

/// <summary>How a value lies in memory: NHWC, with a halo around each image.</summary>
/// <param name="Shape">The value's shape.</param>
/// <param name="Halo">The halo.</param>
public readonly record struct Layout(Shape Shape, Halo Halo)
{
    /// <summary>Elements from one row to the next.</summary>
    public int Row => (Halo.Left + Shape.Width + Halo.Right) * Shape.Channels;

    /// <summary>Elements from one image to the next.</summary>
    public int Image => (Halo.Top + Shape.Height + Halo.Bottom) * Row;

    /// <summary>Index of the first pixel inside the halo.</summary>
    public int Origin => (Halo.Top * Row) + (Halo.Left * Shape.Channels);

    /// <summary>Such as <c>28x28x32</c>, or <c>28x28x32 + halo 1</c>.</summary>
    public override string ToString()
    {
        if (Halo.IsEmpty)
            return Shape.ToString();
        bool even = Halo.Top == Halo.Bottom && Halo.Left == Halo.Right && Halo.Top == Halo.Left;
        return even ? $"{Shape} + halo {Halo.Top}" : $"{Shape} + halo {Halo.Top} {Halo.Bottom} {Halo.Left} {Halo.Right}";
    }
}
