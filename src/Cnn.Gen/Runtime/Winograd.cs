using System.Numerics;

namespace Cnn.Gen.Runtime;

/// <summary>The transform of weights for Winograd's minimal filtering F(m x n, r x r) (Lavin and Gray 2015).</summary>
internal static class Winograd
{
    private const double Sixth = 1.0 / 6, Twelfth = 1.0 / 12, TwentyFourth = 1.0 / 24;

    /// <summary>
    /// G for 2 outputs and 3 taps, which interpolates at 0, 1, -1 and infinity: rows of three. Divisors, here and in the next one, are left to the
    /// transform of products, so that filters on the fly take few operations: sums, of multiples by 2 and 4.
    /// </summary>
    private static ReadOnlySpan<double> Two =>
    [
        1, 0, 0,
        1, 1, 1,
        1, -1, 1,
        0, 0, 1,
    ];

    /// <summary>G for 4 outputs and 3 taps, which interpolates at 0, 1, -1, 2, -2 and infinity.</summary>
    private static ReadOnlySpan<double> Four =>
    [
        1, 0, 0,
        1, 1, 1,
        1, -1, 1,
        1, 2, 4,
        1, -2, 4,
        0, 0, 1,
    ];

    /// <summary>G for 4 outputs and 2 taps, which interpolates at 0, 1, -1, 2 and -2: rows of two.</summary>
    private static ReadOnlySpan<double> FourOfTwo =>
    [
        0.25, 0,
        -Sixth, -Sixth,
        -Sixth, Sixth,
        TwentyFourth, Twelfth,
        TwentyFourth, -Twelfth,
    ];

    /// <summary>G for 4 outputs and 4 taps, which interpolates at 0, 1, -1, 2, -2, 1/2 and -1/2: rows of four.</summary>
    private static ReadOnlySpan<double> FourOfFour =>
    [
        1, 0, 0, 0,
        -2.0 / 9, -2.0 / 9, -2.0 / 9, -2.0 / 9,
        -2.0 / 9, 2.0 / 9, -2.0 / 9, 2.0 / 9,
        1.0 / 90, 2.0 / 90, 4.0 / 90, 8.0 / 90,
        1.0 / 90, -2.0 / 90, 4.0 / 90, -8.0 / 90,
        32.0 / 45, 16.0 / 45, 8.0 / 45, 4.0 / 45,
        32.0 / 45, -16.0 / 45, 8.0 / 45, -4.0 / 45,
    ];

    /// <summary>G(m) g G(n)^T, in double precision and rounded once.</summary>
    /// <param name="window">g: r x r.</param>
    /// <param name="transformed">(m+r-1) x (n+r-1).</param>
    /// <param name="tileRows">m: 2 or 4; 4 where r is not 3.</param>
    /// <param name="tileColumns">n: the same.</param>
    /// <param name="taps">r: 2, 3 or 4.</param>
    public static void TransformWindow<T>(ReadOnlySpan<T> window, Span<T> transformed, int tileRows, int tileColumns, int taps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<double> ofRows = Matrix(tileRows, taps), ofColumns = Matrix(tileColumns, taps);
        (int rows, int columns) = (tileRows + taps - 1, tileColumns + taps - 1);
        Span<double> half = stackalloc double[rows * taps];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < taps; column++)
            {
                double sum = 0;
                for (int tap = 0; tap < taps; tap++)
                    sum += ofRows[(row * taps) + tap] * double.CreateTruncating(window[(tap * taps) + column]);
                half[(row * taps) + column] = sum;
            }
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double sum = 0;
                for (int tap = 0; tap < taps; tap++)
                    sum += half[(row * taps) + tap] * ofColumns[(column * taps) + tap];
                transformed[(row * columns) + column] = T.CreateTruncating(sum);
            }
        }
    }

    private static ReadOnlySpan<double> Matrix(int outputs, int taps) => (taps, outputs) switch
    {
        (2, _) => FourOfTwo,
        (4, _) => FourOfFour,
        (_, 4) => Four,
        _ => Two,
    };
}
