using System.Runtime.CompilerServices;

namespace Cnn.Gen.Runtime;

/// <content>Moves between pixels and channels.</content>
public static partial class Blocks
{
    /// <summary>Copies some channels of every pixel. A unit is a row.</summary>
    public static void CopyChannels<T>(
        ref T x, int xImage, int xRow, int xPixel, ref T y, int yImage, int yRow, int yPixel, int rows, int columns, int channels, int begin, int end)
        where T : unmanaged
    {
        for (int unit = begin; unit < end; unit++)
        {
            (int image, int row) = Math.DivRem(unit, rows);
            nint from = ((nint)image * xImage) + ((nint)row * xRow), to = ((nint)image * yImage) + ((nint)row * yRow);
            for (int column = 0; column < columns; column++, from += xPixel, to += yPixel)
                Span(ref x, from, channels).CopyTo(Span(ref y, to, channels));
        }
    }

    /// <summary>
    /// Moves elements between pixels and channels. Both sides have blocks of <paramref name="blockRows"/> x <paramref name="blockColumns"/> x
    /// <paramref name="channels"/> elements, <paramref name="columns"/> in a row and <paramref name="rows"/> rows in an image; where the
    /// elements of a block lie differs. A unit is a row of blocks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rearrange<T>(
        ref T x, int xImage, int xRow, int xPixel, int xBlockRow, int xBlockColumn, int xChannel,
        ref T y, int yImage, int yRow, int yPixel, int yBlockRow, int yBlockColumn, int yChannel,
        int rows, int columns, int blockRows, int blockColumns, int channels, int begin, int end)
        where T : unmanaged
    {
        for (int unit = begin; unit < end; unit++)
        {
            (int image, int row) = Math.DivRem(unit, rows);
            ref T from = ref Unsafe.Add(ref x, ((nint)image * xImage) + ((nint)row * xRow));
            ref T to = ref Unsafe.Add(ref y, ((nint)image * yImage) + ((nint)row * yRow));
            for (int column = 0; column < columns; column++)
            {
                for (int block = 0; block < blockRows * blockColumns; block++)
                {
                    (int blockRow, int blockColumn) = Math.DivRem(block, blockColumns);
                    nint source = ((nint)column * xPixel) + ((nint)blockRow * xBlockRow) + ((nint)blockColumn * xBlockColumn);
                    nint target = ((nint)column * yPixel) + ((nint)blockRow * yBlockRow) + ((nint)blockColumn * yBlockColumn);
                    if (xChannel == 1 && yChannel == 1)
                    {
                        Span(ref from, source, channels).CopyTo(Span(ref to, target, channels));
                        continue;
                    }

                    for (int channel = 0; channel < channels; channel++, source += xChannel, target += yChannel)
                        Unsafe.Add(ref to, target) = Unsafe.Add(ref from, source);
                }
            }
        }
    }
}
