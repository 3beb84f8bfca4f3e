using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Numbers for tests, all of them single-precision numbers, from a seed.</summary>
internal static class TestData
{
    /// <summary>Numbers in -1..1, one in sixteen of them zero.</summary>
    public static double[] Reals(Random random, int length) =>
        Fill(length, () => random.Next(16) == 0 ? 0 : (float)((2 * random.NextDouble()) - 1));

    /// <summary>
    /// Multiples of 1/4 in -1..1: sums of products are exact in single precision, so that a maximum or a kink is met exactly and
    /// everyone sees the same ties.
    /// </summary>
    public static double[] Quarters(Random random, int length) => Fill(length, () => random.Next(-4, 5) / 4.0);

    /// <summary>Numbers in -2..2 of which none is near zero.</summary>
    public static double[] Nonzero(Random random, int length) =>
        Fill(length, () => (float)((random.Next(2) == 0 ? -1 : 1) * (0.1 + (1.9 * random.NextDouble()))));

    /// <summary>Numbers in -8..8, one in eight of them at one of <paramref name="kinks"/>.</summary>
    public static double[] Wide(Random random, int length, params double[] kinks) => Fill(length, () => random.Next(8) == 0 && kinks.Length > 0
        ? kinks[random.Next(kinks.Length)]
        : (float)((16 * random.NextDouble()) - 8));

    /// <summary>Sets all parameters of a reference network and of models to the same numbers; a variance is made positive.</summary>
    public static void SetParameters(ReferenceNetwork network, IEnumerable<ModelUnderTest> models, Func<int, double[]> numbers)
    {
        foreach ((string name, double[] values) in network.Parameters)
        {
            numbers(values.Length).CopyTo(values, 0);
            for (int i = 0; i < values.Length && name.EndsWith(".variance", StringComparison.Ordinal); i++)
                values[i] = 0.5 + Math.Abs(values[i]);
            foreach (ModelUnderTest model in models)
                model.SetParameter(name, values);
        }
    }

    /// <summary>The inner product.</summary>
    public static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double[] Fill(int length, Func<double> next)
    {
        var values = new double[length];
        for (int i = 0; i < length; i++)
            values[i] = next();
        return values;
    }
}
