namespace Cnn.Gen.Benchmarks;

/// <summary>One image on one thread and on two, in turn: two instances of a network with the same parameters.</summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record ThreadScaling(Rounds Rounds)
{
    private const int Threads = 2, CountedCalls = 20;

    private static readonly string[] Titles =
        ["model", "one thread, us", "two threads, us", "times as fast (median; quartiles)", "same bits", $"bytes allocated in {CountedCalls} calls", "core to core and back, ns (before, after)"];

    /// <summary>Measures the networks for large images; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        foreach (string line in Markdown.Head(Titles))
            yield return line;
        foreach (Network network in Network.All.Where(network => network.Title.EndsWith("224x224", StringComparison.Ordinal)))
        {
            Prediction one = network.Predict(1), two = one.Share();
            two.Threads = Threads;
            double before = CoreDistance.Measure();
            Series[] series = Rounds.Measure(two.Run, one.Run);
            double after = CoreDistance.Measure();
            bool same = one.Output.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(two.Output.Select(BitConverter.DoubleToInt64Bits));
            yield return Markdown.Row(
                network.Title, $"{series[1].Median:F1}", $"{series[0].Median:F1}", $"{series[0].Against(series[1])}",
                same ? "yes" : "**no**", $"{Allocated(two)}", $"{before:F0}, {after:F0}");
        }
    }

    /// <summary>Bytes that some calls allocate, on whichever thread.</summary>
    private static long Allocated(Prediction prediction)
    {
        prediction.Run();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int call = 0; call < CountedCalls; call++)
            prediction.Run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
