using System.Diagnostics;
using System.Globalization;

namespace Cnn.Gen.Benchmarks;

/// <summary>Single layers with weights as they are and as bfloat16, one image on one thread, in turn: medians, and the ratio of each round.</summary>
public static class RoundedWeights
{
    private const int Rounds = 41;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(30);

    /// <summary>The lines of the table.</summary>
    public static IEnumerable<string> Table()
    {
        yield return "| layer, one image | weights, kB as float | float, us | bfloat16, us | times as fast (median; quartiles) |";
        yield return "|---|---|---|---|---|";
        yield return Compare("dense, 3136 to 128", new DigitFeatures(1), new RoundedDigitFeatures(1));
        yield return Compare("dense, 512 to 1000", new Classifier(1), new RoundedClassifier(1));
        yield return Compare("dense, 4096 to 4096", new Wide(1), new RoundedWide(1));
        yield return Compare("1x1, 512 to 512 channels at 7x7", new Pointwise(1), new RoundedPointwise(1));
        yield return Compare("3x3, 512 to 512 channels at 7x7 (float: Winograd)", new LastConvolution(1), new RoundedLastConvolution(1));
    }

    private static string Compare<TPlain, TRounded>(string title, TPlain plain, TRounded rounded)
        where TPlain : ICnnModel<TPlain, float>
        where TRounded : ICnnModel<TRounded, float>
    {
        var random = new Random(1);
        float[] input = [.. Enumerable.Range(0, TPlain.Info.InputLength).Select(_ => random.NextSingle())];
        (float[] output, float[] roundedOutput) = (new float[TPlain.Info.OutputLength], new float[TPlain.Info.OutputLength]);
        (double own, double other, double[] ratios) = InTurn(() => plain.Predict(input, output), () => rounded.Predict(input, roundedOutput));

        // What was timed is what was wanted: both computed nearly the same.
        double difference = Distance(output, roundedOutput);
        if (difference is 0 or > 0.02)
            throw new InvalidOperationException($"{title}: {difference} of the output's scale is between float and bfloat16.");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {title} | {plain.Parameters[0].Values.Length * 4 / 1000} | {own:F1} | {other:F1} | {ratios[Rounds / 2]:F2} ({ratios[Rounds / 4]:F2} to {ratios[3 * Rounds / 4]:F2}) |");
    }

    /// <summary>The largest difference, as a share of the largest number.</summary>
    internal static double Distance(ReadOnlySpan<float> plain, ReadOnlySpan<float> rounded)
    {
        double scale = 0, largest = 0;
        for (int i = 0; i < plain.Length; i++)
            (scale, largest) = (Math.Max(scale, Math.Abs(plain[i])), Math.Max(largest, Math.Abs(plain[i] - rounded[i])));
        return largest / scale;
    }

    /// <summary>Microseconds of a call, the medians of both, and how many times as fast the second is in each round, sorted.</summary>
    internal static (double First, double Second, double[] Ratios) InTurn(Action first, Action second)
    {
        int firstCalls = Calls(first), secondCalls = Calls(second);
        (double[] one, double[] other) = (new double[Rounds], new double[Rounds]);
        for (int round = 0; round < Rounds; round++)
            (one[round], other[round]) = (Time(first, firstCalls), Time(second, secondCalls));
        double[] ratios = [.. one.Zip(other, (a, b) => a / b).Order()];
        return (one.Order().ElementAt(Rounds / 2), other.Order().ElementAt(Rounds / 2), ratios);
    }

    /// <summary>How many calls fill a round, after a warm-up.</summary>
    private static int Calls(Action run)
    {
        var watch = Stopwatch.StartNew();
        int calls = 0;
        for (; watch.Elapsed < TimeSpan.FromSeconds(0.5); calls++)
            run();
        return Math.Max(1, (int)(calls * (Round / watch.Elapsed)));
    }

    private static double Time(Action run, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
