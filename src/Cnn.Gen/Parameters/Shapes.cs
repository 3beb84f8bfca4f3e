namespace Cnn.Gen;

/// <summary>Shapes in messages.</summary>
internal static class Shapes
{
    /// <summary>(3, 3, 1, 32).</summary>
    public static string Format(ReadOnlySpan<int> shape) => $"({string.Join(", ", shape.ToArray())})";

    /// <inheritdoc cref="Format(ReadOnlySpan{int})"/>
    public static string Format(ReadOnlySpan<long> shape) => $"({string.Join(", ", shape.ToArray())})";
}
