using Cnn.Gen.Compiler.Layers;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// Single layers against what the machine can do, and the way in which the compiler computes them against the others that it knows. All ways
/// of a layer, the fused multiply-adds of <see cref="Probe"/> and its reading of as many bytes as the layer moves have their turns.
/// </summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record Layers(Rounds Rounds)
{
    /// <summary>How far from the best way a choice may be.</summary>
    public const double Tolerance = 1.1;

    private static readonly string[] Titles =
    [
        "from", "layer", "input, padded", "us", "GFLOP/s", "of peak", "GB/s", "of reading", "way chosen", "other ways: us, of peak",
        "chosen within 10% of the best",
    ];

    /// <summary>Measures all layers; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        foreach (string line in Markdown.Head(Titles))
            yield return line;
        int right = 0;
        foreach (LayerShape shape in LayerShape.All)
        {
            (string line, bool isRight) = Row(shape);
            right += isRight ? 1 : 0;
            yield return line;
        }

        yield return Markdown.Row("all", "", "", "", "", "", "", "", "", "", $"{right} of {LayerShape.All.Count}");
        yield return string.Empty;
        yield return Machine();
    }

    private (string Line, bool IsRight) Row(LayerShape shape)
    {
        LayerWay[] ways = [.. shape.Ways.Where(way => way.Model.IsValid).DistinctBy(way => way.Plan)];
        BoundLayer layer = ways[0].Model.Layers[0];
        long operations = 2 * layer.MultiplyAdds;
        long bytes = sizeof(float) * (layer.Input.Length + layer.Output.Length + ways[0].Model.Network.Parameters.Sum(parameter => parameter.Length));
        (Action read, long readBytes) = Probe.Reading(bytes);
        IEnumerable<Action> runs = Compiled.Predictions(ways.Select(way => way.Spec)).Select(prediction => (Action)prediction.Run);
        Series[] series = Rounds.Measure([Probe.MultiplyAdds, read, .. runs]);
        (Series peak, Series reading, Series[] times) = (series[0], series[1], series[2..]);

        (Series chosen, Series best) = (times[0], times.MinBy(time => time.Median)!);
        bool isRight = chosen.Median <= Tolerance * best.Median, isSum = operations > 0;
        string OfPeak(Series own) => Markdown.Percent(own.Against(peak).Median * operations / Probe.Operations);
        IEnumerable<string> others = ways.Zip(times, (way, time) => $"{way.Asked}{way.Besides} {time.Median:F1}, {OfPeak(time)}").Skip(1);
        string line = Markdown.Row(
            shape.From,
            $"`{shape.Attribute}`",
            shape.Input.Replace(", ", "x"),
            $"{chosen.Median:F1}",
            isSum ? $"{PerNanosecond(operations, chosen):F1}" : "",
            isSum ? OfPeak(chosen) : "",
            $"{PerNanosecond(bytes, chosen):F1}",
            Markdown.Percent(chosen.Against(reading).Median * bytes / readBytes),
            ways[0].Algorithm,
            string.Join("; ", others),
            isRight ? "yes" : $"**no**: {best.Against(chosen).Median:F2} times the best");
        return (line, isRight);
    }

    /// <summary>What the machine did in the same run, with data of each level of its caches.</summary>
    private string Machine()
    {
        string[] sizes = ["32 kB", "512 kB", "8 MB", "256 MB"];
        (Action Run, long Bytes)[] reads = [Probe.Reading(32L << 10), Probe.Reading(512L << 10), Probe.Reading(8L << 20), Probe.Reading(256L << 20)];
        Series[] series = Rounds.Measure([Probe.MultiplyAdds, .. reads.Select(read => read.Run)]);
        IEnumerable<string> levels = reads.Zip(series.Skip(1), sizes).Select(read => $"{PerNanosecond(read.First.Bytes, read.Second):F0} GB/s of {read.Third}");
        return $"The machine in the same run, one core, {Probe.VectorBits}-bit vectors: {PerNanosecond(Probe.Operations, series[0]):F0} GFLOP/s "
            + $"of fused multiply-adds; reading {string.Join(", ", levels)}.";
    }

    /// <summary>How many of <paramref name="count"/> in a nanosecond: a thousand million in a second.</summary>
    private static double PerNanosecond(double count, Series series) => count / series.Median / 1e3;
}
