namespace Cnn.Gen.Benchmarks;

/// <summary>
/// Where double precision loses: each step of a network in double and in single precision, both within their network, in turn. Steps that compute the same
/// layers are compared, whatever the algorithm; where one network computes several together, so does the row.
/// </summary>
/// <param name="Rounds">How it is timed.</param>
public sealed record DoubleStepTimes(Rounds Rounds)
{
    /// <summary>Those networks that are less than half as fast in double.</summary>
    private static readonly string[] Titles = ["VGG-like, 64 to 256 channels", "SqueezeNet 1.1, 224x224", "MobileNetV2, 224x224", "ResNet-18, 224x224"];

    /// <summary>Measures the networks; the lines of the table.</summary>
    public IEnumerable<string> Table() =>
        Markdown.Head("network", "step, in double", "float, us", "double, us", "beyond twice as long, us", "times as long", "MB of weights in double", "MB of inputs and outputs")
            .Concat(Titles.SelectMany(title => Rows(Network.Called(title))));

    private IEnumerable<string> Rows(Network network)
    {
        TimedNetwork single = new(network.Definition), isDouble = new(network.Definition, ElementKind.Double);
        Rounds.Measure(single.Call, isDouble.Call);
        List<Part> parts = [.. Aligned([.. PartsOf(single)], [.. PartsOf(isDouble)])];
        foreach (IGrouping<string, Part> same in parts.GroupBy(part => part.Text))
            yield return Row(Markdown.Times(same.Key, same.Count()), [.. same]);
        yield return Row("**all**", parts);

        string Row(string text, IReadOnlyList<Part> rows)
        {
            (double one, double two) = (rows.Sum(part => part.Single), rows.Sum(part => part.Double));
            double weights = rows.Sum(part => part.Weights), values = rows.Sum(part => part.Values);
            return Markdown.Row(
                network.Title, text, $"{one:F1}", $"{two:F1}", $"{two - (2 * one):F1}", one > 0 ? $"{two / one:F2}" : "",
                weights > 0 ? $"{weights / 1e6:F2}" : "", values > 0 ? $"{values / 1e6:F2}" : "");
        }
    }

    /// <summary>The steps of a network; what only moves values first, as one.</summary>
    private static IEnumerable<(NetworkStep Step, double Time)> PartsOf(TimedNetwork network)
    {
        ILookup<bool, (NetworkStep Step, double Time)> steps = network.Times().ToLookup(part => part.Step.End < 0);
        return steps[false].Prepend((new NetworkStep(TimedNetwork.Moves, -1, 0, 0, 0), steps[true].Sum(part => part.Time)));
    }

    /// <summary>Both networks' steps, as few together as it takes for them to have come equally far.</summary>
    private static IEnumerable<Part> Aligned(IReadOnlyList<(NetworkStep Step, double Time)> single, IReadOnlyList<(NetworkStep Step, double Time)> isDouble)
    {
        for (int one = 0, two = 0; one < single.Count && two < isDouble.Count;)
        {
            List<(NetworkStep Step, double Time)> ones = [single[one++]], twos = [isDouble[two++]];
            while (ones[^1].Step.End != twos[^1].Step.End)
            {
                if (ones[^1].Step.End < twos[^1].Step.End)
                    ones.Add(single[one++]);
                else
                    twos.Add(isDouble[two++]);
            }

            yield return new Part(
                string.Join("; ", twos.Select(part => part.Step.Text)), ones.Sum(part => part.Time), twos.Sum(part => part.Time),
                twos.Sum(part => part.Step.WeightBytes), twos.Sum(part => part.Step.ValueBytes));
        }
    }

    /// <summary>A row.</summary>
    private sealed record Part(string Text, double Single, double Double, double Weights, double Values);
}
