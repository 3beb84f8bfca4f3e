namespace Cnn.Gen.Benchmarks;

/// <summary>
/// Where the time of a prediction goes: each step of a network within the network, against what the core can multiply and read. Steps that differ in
/// nothing but their place are one row.
/// </summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record StepTimes(Rounds Rounds)
{
    /// <summary>Those networks that are not as fast as they were meant to be.</summary>
    private static readonly string[] Titles = ["MNIST CNN", "ResNet-8", "VGG-like, 64 to 256 channels", "SqueezeNet 1.1, 224x224", "ResNet-18, 224x224"];

    /// <summary>Measures the networks; the lines of the table.</summary>
    public IEnumerable<string> Table() =>
        Markdown.Head("network", "step", "us", "of the network", "multiply-adds executed, million", "of peak", "MB of weights, input, output", "GB/s")
            .Concat(Titles.SelectMany(title => Rows(Network.Called(title))));

    private IEnumerable<string> Rows(Network network)
    {
        var timed = new TimedNetwork(network.Definition);
        double peak = Probe.Operations / 2 / Rounds.Measure(Probe.MultiplyAdds, timed.Call)[0].Median;
        IReadOnlyList<(NetworkStep Step, double Time)> times = timed.Times();
        double whole = times.Sum(one => one.Time);
        foreach (var same in times.GroupBy(one => one.Step.Text))
        {
            int count = same.Key == TimedNetwork.Moves ? 1 : same.Count();
            yield return Row(
                Markdown.Times(same.Key, count), same.Sum(one => one.Time), same.Sum(one => one.Step.MultiplyAdds), same.Sum(one => one.Step.WeightBytes + one.Step.ValueBytes));
        }

        yield return Row("**all**", whole, times.Sum(one => one.Step.MultiplyAdds), 0);

        string Row(string text, double time, double operations, double bytes) => Markdown.Row(
            network.Title,
            text,
            $"{time:F1}",
            Markdown.Percent(time / whole),
            operations > 0 ? $"{operations / 1e6:F2}" : "",
            operations > 0 ? Markdown.Percent(operations / time / peak) : "",
            bytes > 0 ? $"{bytes / 1e6:F2}" : "",
            bytes > 0 ? $"{bytes / time / 1e3:F0}" : "");
    }
}
