using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>Checks of users' spans, made before anything is written. Lengths are compared in 64 bits.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Guard
{
    /// <summary>The number of images in a span of <paramref name="length"/> elements.</summary>
    /// <param name="length">The span's length.</param>
    /// <param name="perImage">Elements of one image.</param>
    /// <param name="argument">The argument's name.</param>
    /// <param name="shape">An image's shape, for the message.</param>
    /// <exception cref="ArgumentException">Not a whole number of images.</exception>
    public static int Images(int length, int perImage, string argument, string shape)
    {
        int images = length / perImage;
        if (length != images * perImage)
            ThrowImages(length, perImage, argument, shape);
        return images;
    }

    /// <summary>Checks that a span has exactly <paramref name="expected"/> elements.</summary>
    /// <param name="length">The span's length.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="argument">The argument's name.</param>
    /// <param name="shape">The expected shape, for the message.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static void Length(int length, long expected, string argument, string shape)
    {
        if (length != expected)
            ThrowLength(length, expected, argument, shape);
    }

    /// <summary>Whether a gradient is wanted: no for an empty span, yes for one of <paramref name="expected"/> elements.</summary>
    /// <param name="length">The span's length.</param>
    /// <param name="expected">What it must be unless 0.</param>
    /// <param name="argument">The argument's name.</param>
    /// <param name="shape">The expected shape, for the message.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static bool Gradient(int length, long expected, string argument, string shape)
    {
        if (length == 0)
            return false;
        if (length != expected)
            ThrowLength(length, expected, argument, shape, ", or none where the gradient is not wanted");
        return true;
    }

    /// <summary>Checks that two spans have no element in common.</summary>
    /// <param name="first">One span.</param>
    /// <param name="second">The other.</param>
    /// <param name="firstName">The first argument's name.</param>
    /// <param name="secondName">The second argument's name.</param>
    /// <exception cref="ArgumentException">They overlap.</exception>
    public static void NoOverlap(ReadOnlySpan<float> first, ReadOnlySpan<float> second, string firstName, string secondName)
    {
        if (first.Overlaps(second))
            ThrowOverlap(firstName, secondName);
    }

    /// <inheritdoc cref="NoOverlap(ReadOnlySpan{float}, ReadOnlySpan{float}, string, string)"/>
    public static void NoOverlap(ReadOnlySpan<double> first, ReadOnlySpan<double> second, string firstName, string secondName)
    {
        if (first.Overlaps(second))
            ThrowOverlap(firstName, secondName);
    }

    internal static void ThrowOverlap(string first, string second) =>
        throw new ArgumentException($"'{second}' must not overlap '{first}': it is written while '{first}' is still read.", second);

    private static void ThrowImages(int length, int perImage, string argument, string shape) =>
        throw new ArgumentException(
            $"'{argument}' must hold a whole number of images of {perImage:N0} elements ({shape}), but has {length:N0} elements: " +
            $"{length / perImage:N0} images and {length % perImage:N0} elements more.", argument);

    private static void ThrowLength(int length, long expected, string argument, string shape, string alternative = "") =>
        throw new ArgumentException($"'{argument}' must have {expected:N0} elements ({shape.Trim('(', ')')}){alternative}, but has {length:N0}.", argument);
}
