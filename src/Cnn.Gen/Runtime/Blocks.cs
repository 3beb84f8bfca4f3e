using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cnn.Gen.Runtime;

/// <summary>
/// What generated programs do with memory besides arithmetic: clear, copy, pack. None of it gains from being specialised for a shape.
/// Like kernels, each method works on the units from <c>begin</c> to <c>end</c>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Blocks
{
    /// <summary>Clears whole blocks of <paramref name="length"/> elements.</summary>
    public static void Clear<T>(ref T y, int length, int begin, int end)
        where T : unmanaged
    {
        for (int image = begin; image < end; image++)
            Span(ref y, (nint)image * length, length).Clear();
    }

    /// <summary>
    /// Clears what lies around images: <paramref name="origin"/> elements before the first row, then between rows of
    /// <paramref name="pixels"/> elements that begin <paramref name="row"/> elements apart, and after the last, up to <paramref name="image"/>.
    /// </summary>
    public static void ClearHalo<T>(ref T y, int image, int origin, int row, int pixels, int rows, int begin, int end)
        where T : unmanaged
    {
        for (int unit = begin; unit < end; unit++)
        {
            Span<T> all = Span(ref y, (nint)unit * image, image);
            all[..origin].Clear();
            int place = origin + pixels;
            for (int index = 1; index < rows && row > pixels; index++, place += row)
                all.Slice(place, row - pixels).Clear();
            all[(origin + ((rows - 1) * row) + pixels)..].Clear();
        }
    }

    /// <summary>Copies rows of <paramref name="length"/> elements, <paramref name="rows"/> to an image, from one pair of strides to another.</summary>
    public static void Copy<T>(ref T x, int xImage, int xRow, ref T y, int yImage, int yRow, int rows, int length, int begin, int end)
        where T : unmanaged
    {
        for (int unit = begin; unit < end; unit++)
        {
            (int image, int row) = Math.DivRem(unit, rows);
            Span(ref x, ((nint)image * xImage) + ((nint)row * xRow), length).CopyTo(Span(ref y, ((nint)image * yImage) + ((nint)row * yRow), length));
        }
    }

    /// <summary>
    /// Weights as tiles read them: packed[group][block][row][column][channel][lane] = weight[row, column, channel, block * lanes + lane],
    /// zero for lanes past the last filter. A unit is a block.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackWeights<T>(
        ref T weight, ref T packed, int filters, int block, int rows, int rowStep, int columns, int columnStep, int channels, int channelStep,
        int groupStep, int begin, int end)
        where T : unmanaged
    {
        int blocks = (filters + block - 1) / block;
        for (int unit = begin; unit < end; unit++)
        {
            (int group, int first) = (unit / blocks, unit % blocks * block);
            int lanes = Math.Min(block, filters - first);
            nint place = (nint)unit * rows * columns * channels * block;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    nint tap = ((nint)row * rowStep) + ((nint)column * columnStep) + ((nint)group * groupStep) + first;
                    for (int channel = 0; channel < channels; channel++, tap += channelStep, place += block)
                    {
                        Span<T> to = Span(ref packed, place, block);
                        Span(ref weight, tap, lanes).CopyTo(to);
                        to[lanes..].Clear();
                    }
                }
            }
        }
    }

    /// <summary>
    /// The same with channels and filters changing places, for gradients by the input: filters are <paramref name="filterStep"/> elements
    /// apart and channels are neighbours.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposedWeights<T>(
        ref T weight, ref T packed, int filters, int block, int rows, int rowStep, int columns, int columnStep, int channels, int filterStep,
        int groupStep, int begin, int end)
        where T : unmanaged
    {
        int blocks = (filters + block - 1) / block;
        for (int unit = begin; unit < end; unit++)
        {
            (int group, int first) = (unit / blocks, unit % blocks * block);
            int lanes = Math.Min(block, filters - first);
            nint place = (nint)unit * rows * columns * channels * block;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++, place += (nint)channels * block)
                {
                    nint tap = ((nint)row * rowStep) + ((nint)column * columnStep) + ((nint)group * groupStep) + ((nint)first * filterStep);
                    Transpose(ref Unsafe.Add(ref weight, tap), filterStep, ref Unsafe.Add(ref packed, place), block, lanes, channels);
                }
            }
        }
    }

    /// <summary>A bias in blocks, zero for lanes past the last filter. A unit is a block.</summary>
    public static void PackBias<T>(ref T bias, ref T packed, int filters, int block, int begin, int end)
        where T : unmanaged
    {
        int blocks = (filters + block - 1) / block;
        for (int unit = begin; unit < end; unit++)
        {
            (int group, int first) = (unit / blocks, unit % blocks * block);
            int lanes = Math.Min(block, filters - first);
            Span<T> to = Span(ref packed, (nint)unit * block, block);
            Span(ref bias, ((nint)group * filters) + first, lanes).CopyTo(to);
            to[lanes..].Clear();
        }
    }

    /// <summary>to[channel][lane] = from[lane][channel], sixteen channels at a time so that both sides stay in cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(ref T from, int fromStep, ref T to, int block, int lanes, int channels)
        where T : unmanaged
    {
        const int Strip = 16;
        for (int first = 0; first < channels; first += Strip)
        {
            int last = Math.Min(first + Strip, channels);
            for (int lane = 0; lane < block; lane++)
            {
                for (int channel = first; channel < last; channel++)
                {
                    T value = lane < lanes ? Unsafe.Add(ref from, ((nint)lane * fromStep) + channel) : default;
                    Unsafe.Add(ref to, ((nint)channel * block) + lane) = value;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<T> Span<T>(ref T start, nint offset, int length) => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, offset), length);
}
