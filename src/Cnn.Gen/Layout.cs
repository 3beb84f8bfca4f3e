using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>Moves images between this library's layout, channels innermost (n, h, w, c), and that of PyTorch and ONNX (n, c, h, w).</summary>
public static class Layout
{
    /// <summary>(n, c, h, w) to (n, h, w, c).</summary>
    /// <param name="source">Any whole number of images.</param>
    /// <param name="destination">As many elements, elsewhere.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <exception cref="ArgumentException">Not whole images, different lengths, or an overlap.</exception>
    public static void NchwToNhwc<T>(ReadOnlySpan<T> source, Span<T> destination, int height, int width, int channels) =>
        Transpose(source, destination, height, width, channels, checked(height * width), toChannelsLast: true);

    /// <summary>(n, h, w, c) to (n, c, h, w).</summary>
    /// <inheritdoc cref="NchwToNhwc"/>
    public static void NhwcToNchw<T>(ReadOnlySpan<T> source, Span<T> destination, int height, int width, int channels) =>
        Transpose(source, destination, height, width, channels, checked(height * width), toChannelsLast: false);

    private static void Transpose<T>(
        ReadOnlySpan<T> source, Span<T> destination, int height, int width, int channels, int pixels, bool toChannelsLast)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        int image = checked(pixels * channels);
        int images = Guard.Images(source.Length, image, nameof(source), $"{height}x{width}x{channels}");
        Guard.Length(destination.Length, source.Length, nameof(destination), "as many as the source");
        if (source.Overlaps(destination))
            Guard.ThrowOverlap(nameof(source), nameof(destination));

        (int rows, int columns) = toChannelsLast ? (channels, pixels) : (pixels, channels);
        for (int n = 0; n < images; n++)
        {
            ReadOnlySpan<T> from = source.Slice(n * image, image);
            Span<T> to = destination.Slice(n * image, image);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                    to[(column * rows) + row] = from[(row * columns) + column];
            }
        }
    }
}
