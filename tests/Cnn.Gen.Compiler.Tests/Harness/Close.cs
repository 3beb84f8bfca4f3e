using System.Globalization;
using Xunit;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Comparison of tensors.</summary>
internal static class Close
{
    /// <summary>
    /// Asserts that the largest difference is at most <paramref name="tolerance"/> times the largest magnitude that is expected, and that
    /// every element is a number.
    /// </summary>
    public static void Assert(double[] expected, double[] actual, double tolerance, string what)
    {
        Xunit.Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} elements expected, {actual.Length} came.");
        double scale = expected.Length == 0 ? 0 : expected.Max(Math.Abs);
        int worst = -1;
        double largest = tolerance * scale;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            if (difference <= largest)
                continue;

            worst = i;
            largest = double.IsNaN(difference) ? double.PositiveInfinity : difference;
        }

        Xunit.Assert.True(worst < 0, string.Create(CultureInfo.InvariantCulture,
            $"{what}: element {worst} of {expected.Length} should be {(worst < 0 ? 0 : expected[worst]):R} but is {(worst < 0 ? 0 : actual[worst]):R}; "
            + $"off by {largest / (scale == 0 ? 1 : scale):G3} of the scale {scale:G3}, {tolerance:G3} allowed."));
    }

    /// <summary>Asserts that all elements are the same to the bit (a zero's sign included).</summary>
    public static void AssertSameBits(double[] expected, double[] actual, string what)
    {
        Xunit.Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} elements expected, {actual.Length} came.");
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(expected[i]) != BitConverter.DoubleToInt64Bits(actual[i]))
            {
                Xunit.Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                    $"{what}: element {i} of {expected.Length} should be {expected[i]:R} to the bit but is {actual[i]:R}."));
            }
        }
    }
}
