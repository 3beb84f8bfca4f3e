using Cnn.Gen.Compiler.Emit;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// Single layers against what the machine can do, and the way in which the compiler computes them against the others that it knows. All ways
/// of a layer, the fused multiply-adds of <see cref="Probe"/> and its reading of as many bytes as the layer moves have their turns.
/// </summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record Layers(Rounds Rounds)
{
    /// <summary>How far from the best way a choice may be.</summary>
    private const double Tolerance = 1.1;

    /// <summary>Measures all layers; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        foreach (string line in Markdown.Head("from", "layer", "input, padded", "us", "GFLOP/s", "of peak", "GB/s", "of reading", "way chosen", "other ways: us, of peak", "chosen within 10% of the best"))
            yield return line;
        (int right, int all) = (0, 0);
        foreach (LayerShape shape in LayerShape.All)
        {
            (string line, bool isRight) = Row(shape);
            (right, all) = (right + (isRight ? 1 : 0), all + 1);
            yield return line;
        }

        yield return Markdown.Row("all", "", "", "", "", "", "", "", "", "", $"{right} of {all}");
        yield return string.Empty;
        foreach (string line in Machine())
            yield return line;
    }

    private (string Line, bool IsRight) Row(LayerShape shape)
    {
        Way[] ways = [.. shape.Ways.Select(way => new Way(way.Asked, way.Spec, StepsOf(way.Spec))).DistinctBy(way => way.Text)];
        IReadOnlyList<Prediction> predictions = Compiled.Predictions(ways.Select(way => way.Spec));
        BoundModel model = ModelBinder.Bind(ways[0].Spec);
        long operations = 2 * model.Layers[0].MultiplyAdds;
        long bytes = sizeof(float) * (model.Layers[0].Input.Length + model.Layers[0].Output.Length + model.Network.Parameters.Sum(parameter => parameter.Length));
        (Action read, long readBytes) = Probe.Reading(bytes);
        Series[] series = Rounds.Measure([Probe.MultiplyAdds, read, .. predictions.Select(prediction => (Action)prediction.Run)]);
        (Series peak, Series reading, Series[] times) = (series[0], series[1], series[2..]);

        string OfPeak(Series own) => Markdown.Percent(own.Against(peak).Median * operations / Probe.Operations);
        Series best = times.MinBy(time => time.Median)!;
        bool isRight = times[0].Median <= Tolerance * best.Median;
        IEnumerable<string> others = ways.Zip(times).Skip(1).Select(way => $"{way.First.Asked}{way.First.Before} {way.Second.Median:F1}, {OfPeak(way.Second)}");
        string line = Markdown.Row(
            shape.From, $"`{shape.Attribute}`", shape.Input.Replace(", ", "x"), $"{times[0].Median:F1}", operations == 0 ? "" : $"{operations / times[0].Median / 1e3:F1}",
            operations == 0 ? "" : OfPeak(times[0]), $"{bytes / times[0].Median / 1e3:F1}", Markdown.Percent(times[0].Against(reading).Median * bytes / readBytes),
            ways[0].Algorithm + ways[0].Before, string.Join("; ", others), isRight ? "yes" : $"**no**: {best.Against(times[0]).Median:F2} times the best");
        return (line, isRight);
    }

    /// <summary>What the machine did in the same run.</summary>
    private IEnumerable<string> Machine()
    {
        (string Level, Action Run, long Bytes)[] reads = [.. new[] { ("32 kB", 32L << 10), ("512 kB", 512L << 10), ("8 MB", 8L << 20), ("256 MB", 256L << 20) }
            .Select(size => (size.Item1, Reading: Probe.Reading(size.Item2))).Select(read => (read.Item1, read.Reading.Run, read.Reading.Bytes))];
        Series[] series = Rounds.Measure([Probe.MultiplyAdds, .. reads.Select(read => read.Run)]);
        IEnumerable<string> levels = reads.Zip(series.Skip(1)).Select(read => $"{read.First.Bytes / read.Second.Median / 1e3:F0} GB/s of {read.First.Level}");
        yield return $"The machine in the same run, one core, {Probe.VectorBits}-bit vectors: {Probe.Operations / series[0].Median / 1e3:F0} GFLOP/s of fused multiply-adds; reading "
            + string.Join(", ", levels) + ".";
    }

    /// <summary>The steps of a prediction, as the compiler schedules them for this machine.</summary>
    private static IReadOnlyList<Step> StepsOf(ModelSpec spec)
    {
        BoundModel model = ModelBinder.Bind(spec);
        return new ModelScheduler(model, ParameterBlock.Of(model.Network), VectorClass.ForWidth(Probe.VectorBits)).Schedule().Predict.Steps;
    }

    /// <summary>A way to compute a layer.</summary>
    /// <param name="Asked">What was asked for.</param>
    /// <param name="Spec">The layer with what it asks for.</param>
    /// <param name="Steps">What the compiler makes of that.</param>
    private sealed record Way(string Asked, ModelSpec Spec, IReadOnlyList<Step> Steps)
    {
        /// <summary>All of its plans and their arguments: equal for ways that are one.</summary>
        public string Text => string.Join("\n", Steps.Select(step =>
            $"{step.Plan} {string.Join(", ", step.Arguments.Select(argument => $"{argument.Buffer?.Name} {argument.Value} {argument.Text}"))}"));

        /// <summary>What the kernel does, in a few words.</summary>
        public string Algorithm => SummaryTable.Algorithm(Steps[^1].Plan) is { Length: > 0 } text ? text : Steps[^1].Plan.Name;

        /// <summary>What is done besides: Winograd's last tiles may hang over the padding, so that the input is copied into a larger ring.</summary>
        public string Before => Steps.Count > 1 ? " and a copy" : string.Empty;
    }
}
