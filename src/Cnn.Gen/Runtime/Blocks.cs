using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cnn.Gen.Runtime;

/// <summary>
/// What generated programs do with memory besides arithmetic: clear, copy, pack. None of it gains from being specialised for a shape.
/// Like kernels, each method works on the units from <c>begin</c> to <c>end</c>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Blocks
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
    /// Members of a team take rows of equal number, each with what lies behind it.
    /// </summary>
    public static void ClearHalo<T>(ref T y, int image, int origin, int row, int pixels, int rows, Team team, int images)
        where T : unmanaged
    {
        int unit = team.Begin(images * rows), end = team.End(images * rows);
        while (unit < end)
        {
            (int of, int index) = Math.DivRem(unit, rows);
            int last = Math.Min(rows, index + end - unit);
            unit += last - index;
            Span<T> all = Span(ref y, (nint)of * image, image);
            if (index == 0)
                all[..origin].Clear();
            for (int behind = origin + (index * row) + pixels; index < last; index++, behind += row)
                all[behind..(index == rows - 1 ? image : behind + row - pixels)].Clear();
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
    /// Weights of a window as Winograd's F(m x n, r x r) reads them: packed[plane][block][input][lane] = (G g G^T)[plane], where g is the
    /// window of an input and a filter, see <see cref="Winograd"/>. Inputs are channels; where the window moves by two, those of even rows and
    /// columns, of even rows and odd columns, and so on, each with every second row and column of the window. A unit is a block.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformWeights<T>(
        ref T weight, ref T packed, int tileRows, int tileColumns, int rows, int columns, int stride, int channels, int filters, int block, int begin, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int taps = (rows + stride - 1) / stride, inputs = stride * stride * channels;
        int planes = (tileRows + taps - 1) * (tileColumns + taps - 1), blocks = (filters + block - 1) / block;
        Span<T> window = stackalloc T[taps * taps], transformed = stackalloc T[planes];
        for (int unit = begin; unit < end; unit++)
        {
            int lanes = Math.Min(block, filters - (unit * block));
            for (int input = 0; input < inputs; input++)
            {
                (int firstRow, int firstColumn, int channel) = (input / channels / stride, input / channels % stride, input % channels);
                for (int lane = 0; lane < block; lane++)
                {
                    window.Clear();
                    for (int row = firstRow, tap = 0; lane < lanes && row < rows; row += stride, tap += taps)
                    {
                        nint place = (nint)row * columns * channels;
                        for (int column = firstColumn, of = tap; column < columns; column += stride, of++)
                            window[of] = Unsafe.Add(ref weight, ((place + ((nint)column * channels) + channel) * filters) + (unit * block) + lane);
                    }

                    Winograd.TransformWindow(window, transformed, tileRows, tileColumns, taps);
                    for (int plane = 0; plane < planes; plane++)
                        Unsafe.Add(ref packed, ((((((nint)plane * blocks) + unit) * inputs) + input) * block) + lane) = transformed[plane];
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

    /// <summary>
    /// A weight's gradient with input and output channels changing places: to[tap][i][group, o] = from[tap][o][group, i], where i and o are
    /// channels of a group of <paramref name="inputs"/> and <paramref name="outputs"/> in all. A unit is a tap.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SwapWeightChannels<T>(ref T from, ref T to, int outputs, int inputs, int groups, int begin, int end)
        where T : unmanaged
    {
        int perGroupIn = inputs / groups, perGroupOut = outputs / groups;
        for (int tap = begin; tap < end; tap++)
        {
            nint first = (nint)tap * perGroupIn * outputs;
            for (int input = 0; input < perGroupIn; input++)
            {
                ref T row = ref Unsafe.Add(ref to, first + ((nint)input * outputs));
                for (int output = 0; output < outputs; output++)
                {
                    (int group, int inGroup) = (output / perGroupOut, output % perGroupOut);
                    Unsafe.Add(ref row, output) = Unsafe.Add(ref from, first + ((nint)inGroup * inputs) + (group * perGroupIn) + input);
                }
            }
        }
    }

    /// <summary>Copies the channels of one pixel to all pixels. A unit is a row.</summary>
    public static void Fill<T>(ref T x, ref T y, int yImage, int yRow, int rows, int columns, int channels, int begin, int end)
        where T : unmanaged
    {
        ReadOnlySpan<T> pixel = Span(ref x, 0, channels);
        for (int unit = begin; unit < end; unit++)
        {
            (int image, int row) = Math.DivRem(unit, rows);
            Span<T> to = Span(ref y, ((nint)image * yImage) + ((nint)row * yRow), columns * channels);
            for (int place = 0; place < to.Length; place += channels)
                pixel.CopyTo(to[place..]);
        }
    }

    /// <summary>
    /// A batch norm as y = factor * x + addend, in blocks: factor = scale / sqrt(variance + epsilon), addend = bias - mean * factor.
    /// A unit is a block.
    /// </summary>
    public static void PackNorm<T>(
        ref T scale, ref T bias, ref T mean, ref T variance, ref T factor, ref T addend, int filters, int block, double epsilon, int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        PackNorm(ref Unsafe.NullRef<T>(), ref scale, ref bias, ref mean, ref variance, ref factor, ref addend, filters, block, epsilon, begin, end);

    /// <summary>The same behind a convolution with a bias of its own: addend = bias + (own - mean) * factor.</summary>
    public static void PackNorm<T>(
        ref T own, ref T scale, ref T bias, ref T mean, ref T variance, ref T factor, ref T addend, int filters, int block, double epsilon,
        int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int blocks = (filters + block - 1) / block;
        for (int unit = begin; unit < end; unit++)
        {
            for (int lane = 0; lane < block; lane++)
            {
                int inGroup = (unit % blocks * block) + lane, filter = (unit / blocks * filters) + inGroup, place = (unit * block) + lane;
                if (inGroup >= filters)
                {
                    Unsafe.Add(ref factor, place) = Unsafe.Add(ref addend, place) = T.Zero;
                    continue;
                }

                T times = Unsafe.Add(ref scale, filter) / T.Sqrt(Unsafe.Add(ref variance, filter) + T.CreateChecked(epsilon));
                T centre = Unsafe.IsNullRef(ref own) ? T.Zero : Unsafe.Add(ref own, filter);
                Unsafe.Add(ref factor, place) = times;
                Unsafe.Add(ref addend, place) = Unsafe.Add(ref bias, filter) + ((centre - Unsafe.Add(ref mean, filter)) * times);
            }
        }
    }

    /// <summary>
    /// Multiplies packed weights, <paramref name="elements"/> for each lane of a block, by their filters' factors. A unit is a block; the
    /// <paramref name="blocks"/> of all filters may come several times.
    /// </summary>
    public static void ScaleWeights<T>(ref T factor, ref T packed, int elements, int block, int blocks, int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int unit = begin; unit < end; unit++)
        {
            for (int element = 0; element < elements; element++)
            {
                nint place = ((nint)unit * elements * block) + ((nint)element * block);
                for (int lane = 0; lane < block; lane++)
                    Unsafe.Add(ref packed, place + lane) *= Unsafe.Add(ref factor, ((nint)(unit % blocks) * block) + lane);
            }
        }
    }

    /// <summary>
    /// Dropout: each element is zero with probability <paramref name="rate"/>, and divided by what is left of 1 otherwise, as the bits of a
    /// hash (splitmix64) of seed, layer and the element's number say; a plain copy where it is off. A unit is a row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dropout<T>(
        ref T x, int xImage, int xRow, ref T y, int yImage, int yRow, bool on, ulong seed, int rows, int length, double rate, int layer,
        int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T scale = T.CreateChecked(1 / (1 - rate));
        uint limit = (uint)(rate * uint.MaxValue);
        ulong key = Mix(seed + (0x9E3779B97F4A7C15UL * (ulong)(layer + 1)));
        for (int unit = begin; unit < end; unit++)
        {
            (int image, int row) = Math.DivRem(unit, rows);
            ref T from = ref Unsafe.Add(ref x, ((nint)image * xImage) + ((nint)row * xRow));
            ref T to = ref Unsafe.Add(ref y, ((nint)image * yImage) + ((nint)row * yRow));
            for (int index = 0; index < length; index++)
            {
                T value = Unsafe.Add(ref from, index);
                bool drop = on && (uint)(Mix(key + (ulong)(((long)unit * length) + index)) >> 32) < limit;
                Unsafe.Add(ref to, index) = drop ? T.Zero : on ? value * scale : value;
            }
        }
    }

    private static ulong Mix(ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EBUL;
        return state ^ (state >> 31);
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
