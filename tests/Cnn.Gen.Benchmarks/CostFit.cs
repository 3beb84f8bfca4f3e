using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// Fits <see cref="AlgorithmCosts"/> to convolutions of 3x3 that are measured by all algorithms: the least sum of squared logarithms of predicted
/// over measured time. What the core reads from memory in a cycle is not fitted, since the weights of one layer stay in the
/// caches from call to call; <see cref="Probe"/>'s figure is printed beside it, and scatters with what the machine's other users read.
/// </summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record CostFit(Rounds Rounds)
{
    /// <summary>Channels, filters, and rows and columns of outputs, of which all of Winograd's tiles make a whole.</summary>
    private static readonly (int Channels, int Filters, int Side)[] Shapes =
    [
        (16, 16, 32), (16, 64, 56), (32, 32, 16), (32, 64, 24), (64, 64, 8), (64, 64, 16), (64, 64, 56), (64, 128, 28), (128, 128, 16), (128, 128, 28),
        (128, 256, 8), (256, 256, 8), (256, 256, 16),
    ];

    /// <summary>A shape computed in one way.</summary>
    /// <param name="Shape">The shape, in words.</param>
    /// <param name="Tile">Winograd's tile; none for the sum as it is defined.</param>
    /// <param name="Cycles">What the model predicts with given coefficients.</param>
    /// <param name="Measured">Cycles measured.</param>
    /// <param name="Clock">Cycles in a microsecond meanwhile.</param>
    private sealed record Sample(string Shape, WinogradTile Tile, Func<AlgorithmCosts, double> Cycles, double Measured, double Clock)
    {
        public string Microseconds(double cycles) => $"{cycles / Clock:F1}";

        public double LogError(AlgorithmCosts costs) => Math.Log(Cycles(costs) / Measured);
    }

    /// <summary>Measures and fits; the lines of the table.</summary>
    /// <param name="fitted">Is given the coefficients to use from now on: the fitted ones, unless they choose worse than those in use.</param>
    public IEnumerable<string> Table(Action<AlgorithmCosts> fitted)
    {
        AlgorithmCosts before = AlgorithmCosts.Table;
        Sample[][] shapes = [.. Shapes.Select(shape => Measure(shape.Channels, shape.Filters, shape.Side))];
        AlgorithmCosts after = Fit(before, [.. shapes.SelectMany(samples => samples)]);

        foreach (string line in Markdown.Head("input to filters, outputs", "algorithm", "measured, us", "predicted before, us", "after, us", "cheapest predicted, after"))
            yield return line;
        foreach (Sample[] samples in shapes)
        {
            Sample chosen = Chosen(samples, after);
            foreach (Sample sample in samples)
            {
                yield return Markdown.Row(
                    sample.Shape, Name(sample.Tile), sample.Microseconds(sample.Measured), sample.Microseconds(sample.Cycles(before)),
                    sample.Microseconds(sample.Cycles(after)),
                    sample != chosen ? "" : IsRight(samples, after) ? "yes, within 10% of the fastest" : $"yes, **{Regret(samples, after):F2} times the fastest**");
            }
        }

        int rightBefore = shapes.Count(samples => IsRight(samples, before)), rightAfter = shapes.Count(samples => IsRight(samples, after));
        yield return string.Empty;
        yield return $"Right choices (within 10% of the fastest): {rightBefore} of {shapes.Length} before, {rightAfter} after; the choice takes "
            + $"{Mean(shapes, before):F3} times the fastest before, {Mean(shapes, after):F3} after (geometric means). "
            + $"Error of a prediction (root of the mean square of its logarithm): {Error(shapes, before):F3} before, {Error(shapes, after):F3} after.";
        yield return $"Clock, from fused multiply-adds beside each shape: {shapes.Min(samples => samples[0].Clock) / 1e3:F2} to "
            + $"{shapes.Max(samples => samples[0].Clock) / 1e3:F2} GHz. Multiply-adds in a cycle {before.MultiplyAddsPerCycle} before, "
            + $"{after.MultiplyAddsPerCycle} after; bytes from the third-level cache {before.CachedBytesPerCycle}, {after.CachedBytesPerCycle}; bytes from memory, "
            + $"kept, {before.MemoryBytesPerCycle}, of which the probe reads {Memory():F1} now; cycles of a transform {before.TransformCycles}, {after.TransformCycles}.";
        if (rightAfter < rightBefore)
            yield return "The fitted coefficients choose worse than those in use, which are kept.";
        fitted(rightAfter < rightBefore ? before : after);
    }

    /// <summary>
    /// Cycles of a call of <see cref="Probe.MultiplyAdds"/>, if the core begins as many in one as <see cref="CostTable"/> says. It has its turn in
    /// every round, so that a clock which changes changes nothing.
    /// </summary>
    private static double ProbeCycles => Probe.Operations / 2 / (Probe.VectorBits / 32) / CostTable.MultiplyAddsPerCycle;

    /// <summary>Bytes that the core reads from memory in a cycle.</summary>
    private double Memory()
    {
        (Action read, long bytes) = Probe.Reading(256L << 20);
        Series[] series = Rounds.Measure([Probe.MultiplyAdds, read]);
        return bytes / (series[0].Against(series[1]).Median * ProbeCycles);
    }

    private Sample[] Measure(int channels, int filters, int side)
    {
        var shape = new LayerShape("", $"{side + 2}, {side + 2}, {channels}", $"Conv2D({filters}, 3)");
        (LayerWay Way, WinogradTile Tile)[] ways = [.. shape.Ways.Where(way => way.Model.IsValid)
            .SelectMany(_ => WinogradTile.All.Prepend(default), (way, tile) => (way, tile)).Where(pair => pair.way.Asked == Name(pair.tile))];
        Series[] series = Rounds.Measure([Probe.MultiplyAdds, .. Compiled.Predictions(ways.Select(pair => pair.Way.Spec)).Select(prediction => (Action)prediction.Run)]);
        return [.. ways.Zip(series.Skip(1), (pair, times) =>
        {
            var conv = (ConvOp)pair.Way.Model.Layers[0].Kernel!;
            long parameters = pair.Way.Model.Network.Parameters.Sum(parameter => parameter.Length);
            return new Sample(
                $"{channels} to {filters}, {side}x{side}", pair.Tile, costs => costs.Cycles(conv, pair.Tile, parameters, sizeof(float)),
                series[0].Against(times).Median * ProbeCycles, ProbeCycles / series[0].Median);
        })];
    }

    /// <summary>Coordinate descent from <paramref name="from"/>: each coefficient in turn moves by a factor that shrinks where nothing gets better.</summary>
    private static AlgorithmCosts Fit(AlgorithmCosts from, Sample[] samples)
    {
        double Loss(AlgorithmCosts costs) => samples.Sum(sample => Math.Pow(sample.LogError(costs), 2));
        AlgorithmCosts best = from;
        for (double factor = 1.2; factor > 1.001;)
        {
            AlgorithmCosts next = Neighbours(best, factor).Concat(Neighbours(best, 1 / factor)).MinBy(Loss)!;
            if (Loss(next) < Loss(best))
                best = next;
            else
                factor = Math.Sqrt(factor);
        }

        return new(Rounded(best.MultiplyAddsPerCycle), Rounded(best.CachedBytesPerCycle), best.MemoryBytesPerCycle, Rounded(best.TransformCycles));
    }

    /// <summary>Within what a core can do: no more multiply-adds than it begins, no more bytes than its loads bring.</summary>
    private static IEnumerable<AlgorithmCosts> Neighbours(AlgorithmCosts costs, double factor) =>
    [
        costs with { MultiplyAddsPerCycle = Math.Clamp(costs.MultiplyAddsPerCycle * factor, 0.2, CostTable.MultiplyAddsPerCycle) },
        costs with { CachedBytesPerCycle = Math.Clamp(costs.CachedBytesPerCycle * factor, 2, 64 * CostTable.LoadsPerCycle) },
        costs with { TransformCycles = Math.Clamp(costs.TransformCycles * factor, 0.3, 30) },
    ];

    /// <summary>Three digits, which is more than measurements repeat.</summary>
    private static double Rounded(double value) => Math.Round(value, value < 10 ? 2 : 1);

    private static string Name(WinogradTile tile) => tile.IsNone ? "Direct" : $"Winograd{tile}";

    private static Sample Chosen(Sample[] samples, AlgorithmCosts costs) => samples.MinBy(sample => sample.Cycles(costs))!;

    private static double Regret(Sample[] samples, AlgorithmCosts costs) => Chosen(samples, costs).Measured / samples.Min(sample => sample.Measured);

    private static bool IsRight(Sample[] samples, AlgorithmCosts costs) => Regret(samples, costs) <= Layers.Tolerance;

    private static double Mean(Sample[][] shapes, AlgorithmCosts costs) => Markdown.GeometricMean(shapes.Select(samples => Regret(samples, costs)));

    private static double Error(Sample[][] shapes, AlgorithmCosts costs) =>
        Math.Sqrt(shapes.SelectMany(samples => samples).Average(sample => Math.Pow(sample.LogError(costs), 2)));
}
