using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

public class InitializerTests
{
    /// <summary>Made by a separate implementation of SplitMix64 and xoshiro256** in Python.</summary>
    [Fact]
    public void TheGeneratorIsTheDocumentedOne()
    {
        var random = new Xoshiro256(seed: -3, stream: 2);
        ulong[] bits = [0x46983B3894D462CC, 0x8E45FAD71753BA9F, 0xD0F68451B736DB79];
        Assert.Equal(bits, new[] { random.NextBits(), random.NextBits(), random.NextBits() });
        random = new Xoshiro256(seed: -3, stream: 2);
        double[] normal = [-1.7052354094837432, 0.4239925081325118, 0.6400831167385382, -0.553360679123315];
        foreach (double expected in normal)
            Assert.Equal(expected, random.NextNormal(), 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(1.4142135623730951)]
    [InlineData(1.4142135623730954)]
    [InlineData(0.9999999999999999)]
    [InlineData(3e-300)]
    [InlineData(123456.789)]
    public void LogarithmAgreesWithTheSystems(double x) =>
        Assert.Equal(Math.Log(x), Xoshiro256.Log(x), 1e-15 * Math.Max(1, Math.Abs(Math.Log(x))));

    [Theory]
    [InlineData(InitializerKind.HeNormal, 0.1)]
    [InlineData(InitializerKind.GlorotUniform, 0.0894427)]
    public void MomentsAreAsDeclared(InitializerKind kind, double deviation)
    {
        var info = new ParameterInfo("w", [50_000], 0, true, true, kind, FanIn: 200, FanOut: 50);
        var values = new double[info.Length];
        Initializer.Fill(info, 0, 12, values);
        double mean = values.Average();
        Assert.Equal(0, mean, 3 * deviation / Math.Sqrt(values.Length));
        Assert.Equal(deviation, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 0.02 * deviation);
        if (kind == InitializerKind.GlorotUniform)
            Assert.InRange(values.Max(Math.Abs), 0.154, Math.Sqrt(6.0 / 250));
    }

    [Fact]
    public void ValuesDependOnSeedAndPlaceOnly()
    {
        Assert.Equal(new FlipNet(7).Parameters.Values, new FlipNet(7).Parameters.Values);
        Assert.False(new FlipNet(7).Parameters.Values.SequenceEqual(new FlipNet(8).Parameters.Values));
        Assert.Equal(new FlipNet().Parameters.Values, new FlipNet(0).Parameters.Values);
        Assert.Equal([1, 1], new FlipNet(7).Parameters["Flip1.bias"].Values);
        Assert.Equal([0, 0], new FlipNet(7).Parameters["Flip1.mean"].Values);

        var info = new ParameterInfo("w", [9], 0, true, true, InitializerKind.HeNormal, 9, 9);
        float[] single = new float[9], other = new float[9];
        var wide = new double[9];
        Initializer.Fill(info, 4, 1, single);
        Initializer.Fill(info, 4, 1, wide);
        Initializer.Fill(info, 5, 1, other);
        Assert.Equal(wide.Select(value => (float)value), single);
        Assert.NotEqual(single, other);
    }
}
