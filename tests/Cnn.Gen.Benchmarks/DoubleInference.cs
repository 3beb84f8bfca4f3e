namespace Cnn.Gen.Benchmarks;

/// <summary>What double precision costs: each network compiled for float and for double, one image, one thread, in turn.</summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record DoubleInference(Rounds Rounds)
{
    private static readonly string[] Titles = ["model", "float, us", "double, us", "speed of double, of float's (median; quartiles)", "largest difference"];

    /// <summary>Measures all networks; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        foreach (string line in Markdown.Head(Titles))
            yield return line;
        var ratios = new List<double>();
        foreach (Network network in Network.All)
        {
            IReadOnlyList<Prediction> predictions = Compiled.Predictions(
                [Compiled.Spec(network.Definition), Compiled.Spec(network.Definition, ElementKind.Double)]);
            Series[] series = Rounds.Measure(predictions[0].Run, predictions[1].Run);
            Quartiles ratio = series[1].Against(series[0]);
            ratios.Add(ratio.Median);
            yield return Markdown.Row(
                network.Title, $"{series[0].Median:F1}", $"{series[1].Median:F1}", $"{ratio}",
                $"{predictions[0].Difference(predictions[1].Output):0.0E0}");
        }

        yield return Markdown.Row("geometric mean", "", "", $"{Markdown.GeometricMean(ratios):F2}", "");
    }
}
