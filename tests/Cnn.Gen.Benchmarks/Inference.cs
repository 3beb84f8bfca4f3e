
namespace Cnn.Gen.Benchmarks;

/// <summary>Time of a prediction, ours and ONNX Runtime's in turn.</summary>
/// <param name="Images">Images of a call.</param>
/// <param name="Threads">Threads of both.</param>
/// <param name="Peak">Whether a column says how long the multiply-adds would take at the core's peak.</param>
/// <param name="Rounds">How it is timed.</param>
public sealed record Inference(int Images, int Threads, bool Peak, Rounds Rounds)
{
    /// <summary>ONNX Runtime's other threads go on spinning for a while after a prediction, on the cores that ours want.</summary>
    private static readonly TimeSpan UntilIdle = TimeSpan.FromMilliseconds(100);

    /// <summary>Measures all networks; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        string[] titles = ["model", "Cnn.Gen, us", "ONNX Runtime, us", "times as fast (median; quartiles)", "largest difference"];
        foreach (string line in Markdown.Head(Peak ? [.. titles, "least at the peak, us"] : titles))
            yield return line;
        var ratios = new List<double>();
        foreach (Network network in Network.All)
        {
            Prediction own = network.Predict(Images);
            own.Threads = Threads;
            using Peer peer = own.Peer(Threads);
            Series[] series = (Threads > 1 ? Rounds with { Pause = UntilIdle } : Rounds).Measure(own.Run, peer.Run, Probe.MultiplyAdds);
            Quartiles ratio = series[0].Against(series[1]);
            ratios.Add(ratio.Median);
            string[] cells = [network.Title, $"{series[0].Median:F1}", $"{series[1].Median:F1}", $"{ratio}", $"{own.Difference(peer.Output):0.0E0}"];
            double least = 2 * new ChosenNetwork(Compiled.Spec(network.Definition)).MultiplyAdds * Images / Threads / Probe.Operations * series[2].Median;
            yield return Markdown.Row(Peak ? [.. cells, $"{least:F1}"] : cells);
        }

        string[] mean = ["geometric mean", "", "", $"{Markdown.GeometricMean(ratios):F2}", ""];
        yield return Markdown.Row(Peak ? [.. mean, ""] : mean);
    }
}
