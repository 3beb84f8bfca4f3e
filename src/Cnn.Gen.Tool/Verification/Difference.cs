namespace Cnn.Gen.Tool.Verification;

/// <summary>How far numbers are from those that were expected, at worst.</summary>
/// <param name="Scale">The largest expected number, signs aside.</param>
/// <param name="Absolute">The largest difference.</param>
/// <param name="Relative">The largest difference as a share of the expected number; infinite where that is zero and the other is not.</param>
/// <param name="Ulp">The largest distance in units in the last place: how many representable numbers lie between, plus one.</param>
internal sealed record Difference(double Scale, double Absolute, double Relative, ulong Ulp)
{
    /// <summary>The largest difference as a share of the largest expected number, which tolerances are measured by.</summary>
    public double OfScale => Absolute == 0 ? 0 : Absolute / Scale;

    /// <summary>The difference between numbers that are in single or double precision.</summary>
    public static Difference Between(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, bool isDouble)
    {
        double scale = 0, absolute = 0, relative = 0;
        ulong ulp = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            if (expected[i] == actual[i] || (double.IsNaN(expected[i]) && double.IsNaN(actual[i])))
                difference = 0;
            else if (double.IsNaN(difference))
                difference = double.PositiveInfinity; // One is not a number, or they are different infinities.
            scale = Math.Max(scale, double.IsFinite(expected[i]) ? Math.Abs(expected[i]) : 0);
            absolute = Math.Max(absolute, difference);
            relative = Math.Max(relative, difference == 0 ? 0 : difference / Math.Abs(expected[i]));
            ulp = Math.Max(ulp, difference == 0 ? 0 : Distance(expected[i], actual[i], isDouble));
        }

        return new Difference(scale, absolute, relative, ulp);
    }

    /// <summary>The worst of both.</summary>
    public Difference Worst(Difference other) => new(
        Math.Max(Scale, other.Scale), Math.Max(Absolute, other.Absolute), Math.Max(Relative, other.Relative), Math.Max(Ulp, other.Ulp));

    /// <summary>Floating-point numbers of one format, in order, are whole numbers in order once the sign is made the usual one.</summary>
    private static ulong Distance(double a, double b, bool isDouble)
    {
        if (double.IsNaN(a) || double.IsNaN(b))
            return ulong.MaxValue;
        long from = isDouble ? Ordered(BitConverter.DoubleToInt64Bits(a), long.MinValue) : Ordered(BitConverter.SingleToInt32Bits((float)a), int.MinValue);
        long to = isDouble ? Ordered(BitConverter.DoubleToInt64Bits(b), long.MinValue) : Ordered(BitConverter.SingleToInt32Bits((float)b), int.MinValue);
        return from > to ? (ulong)from - (ulong)to : (ulong)to - (ulong)from;
    }

    private static long Ordered(long bits, long smallest) => bits < 0 ? smallest - bits : bits;
}
