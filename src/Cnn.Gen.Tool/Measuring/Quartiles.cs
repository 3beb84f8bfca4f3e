namespace Cnn.Gen.Tool.Measuring;

/// <summary>A sample's median and the quartiles around it.</summary>
/// <param name="Lower">A quarter of the sample is below.</param>
/// <param name="Median">Half of it is below.</param>
/// <param name="Upper">A quarter of it is above.</param>
public readonly record struct Quartiles(double Lower, double Median, double Upper)
{
    /// <summary>The quartiles of <paramref name="sample"/>.</summary>
    public static Quartiles Of(IEnumerable<double> sample)
    {
        double[] sorted = [.. sample.Order()];
        return new Quartiles(sorted[sorted.Length / 4], sorted[sorted.Length / 2], sorted[3 * sorted.Length / 4]);
    }

    /// <summary>The median and, in brackets, the quartiles, with two digits behind the point.</summary>
    public override string ToString() => $"{Median:F2} ({Lower:F2} to {Upper:F2})";
}
