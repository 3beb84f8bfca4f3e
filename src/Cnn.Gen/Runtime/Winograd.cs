using System.Numerics;

namespace Cnn.Gen.Runtime;

/// <summary>The transform of weights for Winograd's minimal filtering F(m x n, 3x3) (Lavin and Gray 2015).</summary>
internal static class Winograd
{
    private const double Sixth = 1.0 / 6, Twelfth = 1.0 / 12, TwentyFourth = 1.0 / 24;

    /// <summary>G for a side of 4, which interpolates at 0, 1, -1, 2, -2 and infinity: rows of three.</summary>
    private static ReadOnlySpan<double> Four =>
    [
        0.25, 0, 0,
        -Sixth, -Sixth, -Sixth,
        -Sixth, Sixth, -Sixth,
        TwentyFourth, Twelfth, Sixth,
        TwentyFourth, -Twelfth, Sixth,
        0, 0, 1,
    ];

    /// <summary>G for a side of 2, which interpolates at 0, 1, -1 and infinity.</summary>
    private static ReadOnlySpan<double> Two =>
    [
        1, 0, 0,
        0.5, 0.5, 0.5,
        0.5, -0.5, 0.5,
        0, 0, 1,
    ];

    /// <summary>G(m) g G(n)^T, in double precision and rounded once.</summary>
    /// <param name="window">g: 3x3.</param>
    /// <param name="transformed">(m+2) x (n+2).</param>
    /// <param name="tileRows">m: 2 or 4.</param>
    /// <param name="tileColumns">n: 2 or 4.</param>
    public static void TransformWindow<T>(ReadOnlySpan<T> window, Span<T> transformed, int tileRows, int tileColumns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<double> ofRows = tileRows == 4 ? Four : Two, ofColumns = tileColumns == 4 ? Four : Two;
        Span<double> half = stackalloc double[18];
        for (int row = 0; row < tileRows + 2; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                half[(row * 3) + column] =
                    (ofRows[row * 3] * double.CreateTruncating(window[column]))
                    + (ofRows[(row * 3) + 1] * double.CreateTruncating(window[3 + column]))
                    + (ofRows[(row * 3) + 2] * double.CreateTruncating(window[6 + column]));
            }
        }

        for (int row = 0; row < tileRows + 2; row++)
        {
            for (int column = 0; column < tileColumns + 2; column++)
            {
                transformed[(row * (tileColumns + 2)) + column] = T.CreateTruncating(
                    (half[row * 3] * ofColumns[column * 3]) + (half[(row * 3) + 1] * ofColumns[(column * 3) + 1]) + (half[(row * 3) + 2] * ofColumns[(column * 3) + 2]));
            }
        }
    }
}
