using System.Diagnostics;
using System.Reflection;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;

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

    /// <summary>What precedes the layers' own steps: rings of zeros, copies that have them, and the like.</summary>
    private const string Moves = "zeros around values, copies";

    /// <summary>Measures the networks; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        foreach (string line in Markdown.Head("network", "step", "us", "of the network", "multiply-adds executed, million", "of peak", "MB of weights, input, output", "GB/s"))
            yield return line;
        foreach (string title in Titles)
        {
            foreach (string line in Rows(Network.All.Single(network => network.Title == title)))
                yield return line;
        }
    }

    private IEnumerable<string> Rows(Network network)
    {
        ModelSpec spec = Compiled.Spec(network.Definition) with { ClassName = "Timed" };
        IReadOnlyList<string> comments = [];
        var assembly = Assembly.Load(NetworkCompiler.CompileAssembly([spec], model =>
        {
            comments = StepClock.Steps(model);
            return StepClock.Insert(model);
        }));
        (double[] microseconds, double peak) = Measure(Compiled.Create(assembly.GetType(spec.ClassName, throwOnError: true)!), StepClock.Ticks(assembly), comments.Count);
        Work[] works = [.. WorkOf(spec, comments)];
        double whole = microseconds.Sum();
        foreach (IGrouping<string, int> step in Enumerable.Range(0, comments.Count).GroupBy(index => works[index].Text))
        {
            double time = step.Sum(index => microseconds[index]), operations = step.Sum(index => works[index].MultiplyAdds), bytes = step.Sum(index => works[index].Bytes);
            string times = step.Key != Moves && step.Count() > 1 ? $", {step.Count()} times" : "";
            yield return Row(step.Key + times, time, operations, bytes);
        }

        yield return Row("**all**", whole, works.Sum(work => work.MultiplyAdds), 0);

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

    /// <summary>Microseconds of each step, medians over the calls; and multiply-adds in a microsecond at the core's peak, which has its turns beside them.</summary>
    private (double[] Steps, double Peak) Measure(Prediction prediction, long[] ticks, int steps)
    {
        var calls = new List<long[]>();
        Series peak = Rounds.Measure(Probe.MultiplyAdds, Call)[0];
        return ([.. Enumerable.Range(0, steps).Select(MedianOf)], Probe.Operations / 2 / peak.Median);

        void Call()
        {
            Array.Clear(ticks);
            prediction.Run();
            calls.Add(ticks[..steps]);
        }

        double MedianOf(int step) => Quartiles.Of(calls.Select(call => call[step] * 1e6 / Stopwatch.Frequency)).Median;
    }

    /// <summary>What each step computes and moves, by the layers that its comment begins with: <c>Conv1: ..</c> or <c>Conv1 to MaxPool1, ..</c>.</summary>
    private static IEnumerable<Work> WorkOf(ModelSpec spec, IReadOnlyList<string> comments)
    {
        var network = new ChosenNetwork(spec);
        List<string> layers = [.. network.Nodes.Select(node => node.Layer)];
        foreach (string comment in comments)
        {
            string[] named = comment.Split(comment.Contains(": ") ? ": " : ",")[0].Split(" to ");
            (int from, int last) = (layers.IndexOf(named[0]), layers.LastIndexOf(named[^1]));
            if (from < 0 || last < 0)
            {
                yield return new Work(Moves, 0, 0);
                continue;
            }

            Node[] own = [.. network.Nodes.Skip(from).Take(last + 1 - from)];
            double elements = network.Length(own[0].Inputs[0]) + network.Length(own[^1].Output) + own.Sum(ChosenNetwork.WeightsOf);
            string text = named.Length > 1 ? comment : comment[(named[0].Length + 2)..];
            yield return new Work(text, own.Sum(network.MultiplyAddsOf), sizeof(float) * elements);
        }
    }

    /// <summary>What a step does.</summary>
    /// <param name="Text">In words.</param>
    /// <param name="MultiplyAdds">Multiply-adds that it really executes.</param>
    /// <param name="Bytes">Bytes of weights as they are packed, of inputs and of outputs; not those of what Winograd's steps hand on.</param>
    private sealed record Work(string Text, double MultiplyAdds, double Bytes);
}
