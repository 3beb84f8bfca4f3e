namespace Cnn.Gen.Benchmarks;

/// <summary>Convolutions of 1 to 256 channels, the same in and out, against ONNX Runtime: whether there is a width from which on it wins.</summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record Scaling(Rounds Rounds)
{
    private const int Side = 32;

    private static readonly (string Title, string Attribute, int Layers)[] Kinds =
        [("3x3", "[Conv2D({0}, 3, Padding = 1)]", 1), ("1x1", "[Conv2D({0}, 1)]", 1), ("four of 3x3", "[Conv2D({0}, 3, Padding = 1)]", 4)];

    private static readonly string[] Titles =
        ["window", "channels", "Cnn.Gen, us", "ONNX Runtime, us", "times as fast (median; quartiles)", "largest difference"];

    /// <summary>Measures all; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        foreach (string line in Markdown.Head(Titles))
            yield return line;
        int[] widths = [1, 2, 4, 8, 16, 32, 64, 128, 256];
        foreach ((string title, string attribute, int layers) in Kinds)
        {
            IReadOnlyList<Prediction> predictions = Compiled.Predictions(widths.Select(channels => Compiled.Spec(
                $"[CnnModel({Side}, {Side}, {channels})]" + string.Concat(Enumerable.Repeat(string.Format(attribute, channels), layers)))));
            for (int index = 0; index < widths.Length; index++)
            {
                Prediction own = predictions[index];
                using Peer peer = own.Peer(threads: 1);
                Series[] series = Rounds.Measure(own.Run, peer.Run);
                yield return Markdown.Row(
                    title, $"{widths[index]}", $"{series[0].Median:F1}", $"{series[1].Median:F1}", $"{series[0].Against(series[1])}",
                    $"{own.Difference(peer.Output):0.0E0}");
            }
        }
    }
}
