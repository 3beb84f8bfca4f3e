using System.Globalization;
using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// Images of one size and what they show: a data set, or a part of one (<see cref="Take"/>, <see cref="Skip"/> and
/// <see cref="Split"/> make views of the same memory, not copies).
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class LabeledImages<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlyMemory<T> _images;
    private readonly ReadOnlyMemory<int> _labels;

    /// <summary>Wraps (does not copy) images and their labels.</summary>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="images">The images, (n, h, w, c).</param>
    /// <param name="labels">
    /// Class numbers, from 0: as many for each image as the model has output positions, in rows: one, unless the output has a height and width.
    /// </param>
    /// <exception cref="ArgumentException">The lengths are not those of one whole number of images.</exception>
    public LabeledImages(int height, int width, int channels, ReadOnlyMemory<T> images, ReadOnlyMemory<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        Int128 size = (Int128)height * width * channels;
        if (size > Array.MaxLength)
            throw new ArgumentException($"An image of {height}x{width}x{channels} has {size} elements; at most {Array.MaxLength} fit into an array.", nameof(height));
        if (images.Length % size != 0)
            throw new ArgumentException($"{images.Length} elements are not a whole number of {height}x{width}x{channels} images ({size} elements each).", nameof(images));

        int count = (int)(images.Length / size);
        if (count == 0 ? labels.Length != 0 : labels.Length == 0 || labels.Length % count != 0)
            throw new ArgumentException($"{labels.Length} labels for {count} images; expected the same number of labels for each image.", nameof(labels));

        (Height, Width, Channels, Count) = (height, width, channels, count);
        LabelsPerImage = count == 0 ? 1 : labels.Length / count;
        (_images, _labels) = (images, labels);
    }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Channels of an image.</summary>
    public int Channels { get; }

    /// <summary>How many images there are.</summary>
    public int Count { get; }

    /// <summary>Elements of one image.</summary>
    public int ImageLength => Height * Width * Channels;

    /// <summary>Labels of one image: one, unless each position of the model's output has its own.</summary>
    public int LabelsPerImage { get; }

    /// <summary>All images, (n, h, w, c).</summary>
    public ReadOnlySpan<T> Images => _images.Span;

    /// <summary>All labels, in the order of the images.</summary>
    public ReadOnlySpan<int> Labels => _labels.Span;

    /// <summary>The image numbered <paramref name="index"/>, (h, w, c).</summary>
    public ReadOnlySpan<T> Image(int index) => _images.Span.Slice(Checked(index) * ImageLength, ImageLength);

    /// <summary>The first <paramref name="count"/> images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public LabeledImages<T> Take(int count) => Part(0, count);

    /// <summary>All but the first <paramref name="count"/> images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public LabeledImages<T> Skip(int count) => Part(count, Count - count);

    /// <summary>The first <paramref name="count"/> images, and the rest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public (LabeledImages<T> First, LabeledImages<T> Second) Split(int count) => (Take(count), Skip(count));

    /// <summary>
    /// Reads images and labels from two IDX files, plain or compressed with gzip (what a file is shows in its first bytes, not
    /// in its name). Images are unsigned bytes of (n, h, w) or (n, h, w, c), labels unsigned bytes of (n); a pixel b becomes
    /// (b / 255 - mean) / deviation.
    /// </summary>
    /// <param name="imagesPath">The file of images, such as <c>train-images-idx3-ubyte.gz</c>.</param>
    /// <param name="labelsPath">The file of labels, such as <c>train-labels-idx1-ubyte.gz</c>.</param>
    /// <param name="mean">What is subtracted from pixels / 255: 0 to leave them, the data set's mean to centre them.</param>
    /// <param name="deviation">What they are divided by then; not 0.</param>
    /// <exception cref="InvalidDataException">A file is not IDX of this kind, is cut short or longer than it says, or the two do not belong together; the message names the file and the byte.</exception>
    public static LabeledImages<T> ReadIdx(string imagesPath, string labelsPath, double mean = 0, double deviation = 1)
    {
        using FileStream images = File.OpenRead(imagesPath);
        using FileStream labels = File.OpenRead(labelsPath);
        return Read(new IdxReader(images, imagesPath), new IdxReader(labels, labelsPath), mean, deviation);
    }

    /// <summary>Reads images and labels from two streams; as <see cref="ReadIdx(string, string, double, double)"/>. The streams are read from where they stand to their end, and not closed.</summary>
    /// <exception cref="InvalidDataException">As for files.</exception>
    public static LabeledImages<T> ReadIdx(Stream images, Stream labels, double mean = 0, double deviation = 1) =>
        Read(new IdxReader(images, "images"), new IdxReader(labels, "labels"), mean, deviation);

    private static LabeledImages<T> Read(IdxReader images, IdxReader labels, double mean, double deviation)
    {
        Require.AtLeast(double.MinValue, mean, nameof(mean));
        if (!double.IsFinite(1 / deviation) || !double.IsFinite(deviation))
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The deviation must be a finite number other than 0.");

        IdxData pixels = images.Read(3, 4), classes = labels.Read(1, 1);
        if (pixels.Shape[0] != classes.Shape[0])
            throw new InvalidDataException($"'{images.Name}' holds {pixels.Shape[0]} images, '{labels.Name}' {classes.Shape[0]} labels; they do not belong together.");

        Span<T> table = stackalloc T[256];
        for (int value = 0; value < table.Length; value++)
            table[value] = T.CreateChecked(((value / 255.0) - mean) / deviation);
        var scaled = new T[pixels.Bytes.Length];
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = table[pixels.Bytes[i]];
        int channels = pixels.Shape.Length == 4 ? pixels.Shape[3] : 1;
        return new LabeledImages<T>(pixels.Shape[1], pixels.Shape[2], channels, scaled, Array.ConvertAll(classes.Bytes, static label => (int)label));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Count} images of {Height}x{Width}x{Channels}");

    private int Checked(int index) => (uint)index < (uint)Count ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} images, numbered from 0.");

    private LabeledImages<T> Part(int start, int count)
    {
        if (start < 0 || count < 0 || start + (long)count > Count)
            throw new ArgumentOutOfRangeException(nameof(count), $"There are only {Count} images.");
        return new LabeledImages<T>(
            Height, Width, Channels, _images.Slice(start * ImageLength, count * ImageLength), _labels.Slice(start * LabelsPerImage, count * LabelsPerImage));
    }
}
