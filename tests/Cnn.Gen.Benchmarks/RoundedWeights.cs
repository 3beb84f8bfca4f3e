namespace Cnn.Gen.Benchmarks;

/// <summary>Single layers with weights as they are and as bfloat16, one image on one thread, in turn.</summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record RoundedWeights(Rounds Rounds)
{
    private static readonly string[] Titles =
        ["layer, one image", "weights, kB as float", "float, us", "bfloat16, us", "times as fast (median; quartiles)"];

    /// <summary>Measures all layers; the lines of the table.</summary>
    public IEnumerable<string> Table() =>
    [
        .. Markdown.Head(Titles),
        Row("dense, 3136 to 128", new DigitFeatures(1), new RoundedDigitFeatures(1)),
        Row("dense, 512 to 1000", new Classifier(1), new RoundedClassifier(1)),
        Row("dense, 4096 to 4096", new Wide(1), new RoundedWide(1)),
        Row("1x1, 512 to 512 channels at 7x7", new Pointwise(1), new RoundedPointwise(1)),
        Row("3x3, 512 to 512 channels at 7x7 (float: Winograd)", new LastConvolution(1), new RoundedLastConvolution(1)),
    ];

    private string Row<TPlain, TRounded>(string title, TPlain plain, TRounded rounded)
        where TPlain : ICnnModel<TPlain, float>
        where TRounded : ICnnModel<TRounded, float>
    {
        Prediction own = Prediction.Of(plain, 1), other = Prediction.Of(rounded, 1);
        Series[] series = Rounds.Measure(own.Run, other.Run);

        // What was timed is what was wanted: both computed nearly the same.
        double difference = other.Difference(own.Output);
        if (difference is 0 or > 0.02)
            throw new InvalidOperationException($"{title}: {difference} of the output's scale is between float and bfloat16.");
        return Markdown.Row(
            title, $"{plain.Parameters[0].Values.Length * sizeof(float) / 1000}", $"{series[0].Median:F1}", $"{series[1].Median:F1}",
            $"{series[1].Against(series[0])}");
    }
}
