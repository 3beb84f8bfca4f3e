using System.Runtime.CompilerServices;

namespace Cnn.Gen.Runtime;

/// <content>Weights as bfloat16: the upper halves of single-precision numbers, two of them in the place of one.</content>
public static partial class Blocks
{
    private const uint Infinity = 0x7F800000, QuietBit = 0x0040;

    /// <summary>
    /// The bits of the bfloat16 that is nearest to <paramref name="value"/>, of two as near the one with an even last bit. What is not a
    /// number stays so, with its sign and as many of its bits as there is room for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & ~(1u << 31)) > Infinity
            ? (ushort)((bits >> 16) | QuietBit)
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16); // A carry out of the fraction is the next exponent, at last infinity.
    }

    /// <summary>
    /// Weights as tiles read them, see <see cref="PackWeights"/>, as bfloat16: where the elements of a sum come in runs of
    /// <paramref name="run"/>, packed[group][block][run][pair][lane] has element 2*pair of the run in the lower half of its bits, and the one
    /// behind it, or zero, in the upper half. A unit is a block.
    /// </summary>
    public static void PackBFloat16Weights(
        ref float weight, ref float packed, int filters, int block, int rows, int rowStep, int columns, int columnStep, int channels,
        int channelStep, int groupStep, int run, int begin, int end) =>
        PackBFloat16Weights(
            ref weight, ref Unsafe.NullRef<float>(), ref packed, filters, block, rows, rowStep, columns, columnStep, channels, channelStep,
            groupStep, run, begin, end);

    /// <summary>The same with each weight times its filter's <paramref name="factor"/>, which lies in blocks, before it is rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackBFloat16Weights(
        ref float weight, ref float factor, ref float packed, int filters, int block, int rows, int rowStep, int columns, int columnStep,
        int channels, int channelStep, int groupStep, int run, int begin, int end)
    {
        int blocks = (filters + block - 1) / block, pairs = (run + 1) / 2, words = rows * columns * channels / run * pairs * block;
        for (int unit = begin; unit < end; unit++)
        {
            (int group, int first) = (unit / blocks, unit % blocks * block);
            int lanes = Math.Min(block, filters - first);
            Span(ref packed, (nint)unit * words, words).Clear();
            ref uint to = ref Unsafe.As<float, uint>(ref Unsafe.Add(ref packed, (nint)unit * words));
            ref float times = ref Unsafe.IsNullRef(ref factor) ? ref factor : ref Unsafe.Add(ref factor, (nint)unit * block);
            int element = 0;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    nint tap = ((nint)row * rowStep) + ((nint)column * columnStep) + ((nint)group * groupStep) + first;
                    for (int channel = 0; channel < channels; channel++, tap += channelStep, element++)
                    {
                        (int before, int inRun) = Math.DivRem(element, run);
                        nint place = (nint)((before * pairs) + (inRun / 2)) * block;
                        PackHalves(ref Unsafe.Add(ref weight, tap), ref times, ref Unsafe.Add(ref to, place), lanes, inRun % 2 * 16);
                    }
                }
            }
        }
    }

    /// <summary>Puts one element of each lane into the half of its word that <paramref name="shift"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackHalves(ref float from, ref float factor, ref uint words, int lanes, int shift)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            float value = Unsafe.Add(ref from, lane);
            if (!Unsafe.IsNullRef(ref factor))
                value *= Unsafe.Add(ref factor, lane);
            Unsafe.Add(ref words, lane) |= (uint)ToBFloat16(value) << shift;
        }
    }
}
