using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// The batches of an epoch: every image once, in an order that depends on the seed and the epoch's number alone (Fisher
/// and Yates's shuffle, as Durstenfeld 1964 writes it), the last batch as small as it comes. Going through an epoch allocates nothing.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class ShuffledBatches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabeledImages<T> _data;
    private readonly int _size, _seed;
    private readonly int[] _order, _labels;
    private readonly T[] _images;
    private int _next;

    /// <summary>Batches of <paramref name="size"/> images of <paramref name="data"/>.</summary>
    public ShuffledBatches(LabeledImages<T> data, int size, int seed)
    {
        (_data, _size, _seed) = (data, Math.Min(size, Math.Max(1, data.Count)), seed);
        (_order, _next) = (new int[data.Count], data.Count);
        _images = new T[checked(_size * data.ImageLength)];
        _labels = new int[checked(_size * data.LabelsPerImage)];
    }

    /// <summary>Batches of an epoch.</summary>
    public int PerEpoch => (_data.Count + _size - 1) / _size;

    /// <summary>Images of the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The batch's images, (n, h, w, c).</summary>
    public ReadOnlySpan<T> Images => _images.AsSpan(0, Count * _data.ImageLength);

    /// <summary>The batch's labels.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Count * _data.LabelsPerImage);

    /// <summary>Begins the epoch numbered <paramref name="epoch"/>. Its order does not depend on epochs before it.</summary>
    public void Shuffle(int epoch)
    {
        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;

        // Streams from 0 up are those of first parameter values; one seed serves both without the two being alike.
        var random = new Xoshiro256(_seed, -epoch);
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int j = (int)Math.BigMul(random.NextBits(), (ulong)(i + 1), out _); // floor(bits * (i + 1) / 2^64)
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }

        _next = 0;
    }

    /// <summary>Gathers the next batch; false where the epoch is over.</summary>
    public bool Next()
    {
        Count = Math.Min(_size, _order.Length - _next);
        int length = _data.ImageLength, labels = _data.LabelsPerImage;
        for (int i = 0; i < Count; i++)
        {
            int index = _order[_next++];
            _data.Image(index).CopyTo(_images.AsSpan(i * length));
            _data.Labels.Slice(index * labels, labels).CopyTo(_labels.AsSpan(i * labels));
        }

        return Count > 0;
    }
}
