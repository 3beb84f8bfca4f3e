using System.Diagnostics;
using System.Reflection;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
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

    /// <summary>Microseconds of each step, medians over the rounds; and multiply-adds in a microsecond at the core's peak.</summary>
    private (double[] Steps, double Peak) Measure(Prediction prediction, long[] ticks, int steps)
    {
        Series[] peak = Rounds.Measure(Probe.MultiplyAdds, prediction.Run);
        int calls = Math.Max(1, (int)(Rounds.Turn.TotalMicroseconds / peak[1].Median));
        var rounds = new List<double[]>();
        for (int round = 0; round < Rounds.Count; round++)
        {
            Array.Clear(ticks);
            for (int call = 0; call < calls; call++)
                prediction.Run();
            rounds.Add([.. ticks.Take(steps).Select(count => count * 1e6 / Stopwatch.Frequency / calls)]);
        }

        double[] medians = [.. Enumerable.Range(0, steps).Select(step => Quartiles.Of([.. rounds.Select(round => round[step])]).Median)];
        return (medians, Probe.Operations / 2 / peak[0].Median);
    }

    /// <summary>What each step computes and moves, by the layers that its comment names.</summary>
    private static IEnumerable<Work> WorkOf(ModelSpec spec, IReadOnlyList<string> comments)
    {
        BoundModel model = ModelBinder.Bind(spec);
        Compiler.Graph.Network chosen = AlgorithmSchedule.Choose(model.Network, model, VectorClass.ForWidth(Probe.VectorBits));
        Node[] nodes = [.. chosen.Nodes];
        string[] layers = [.. nodes.Select(node => node.Layer)];
        foreach (string comment in comments)
        {
            string[] named = comment.Split(" to ")[0].Split(": ")[0] is var first && comment.StartsWith($"{first} to ", StringComparison.Ordinal) && layers.Contains(first)
                ? [first, comment[$"{first} to ".Length..].Split(',')[0]] : [comment.Split(": ")[0]];
            (int from, int last) = (Array.IndexOf(layers, named[0]), Array.LastIndexOf(layers, named[^1]));
            if (from < 0 || last < 0)
            {
                yield return new Work(Moves, 0, 0);
                continue;
            }

            Node[] own = nodes[from..(last + 1)];
            double values = named.Length > 1 ? chosen.Values[own[0].Inputs[0]].Shape.Length + chosen.Values[own[^1].Output].Shape.Length
                : own.Where(node => node.Op is ConvOp || own.Length == 1).Sum(node => (double)chosen.Values[node.Inputs[0]].Shape.Length + chosen.Values[node.Output].Shape.Length);
            string text = named.Length > 1 ? comment : comment[(named[0].Length + 2)..];
            yield return new Work(text, own.Sum(node => MultiplyAdds(node, chosen)), sizeof(float) * (values + own.Sum(node => Weights(node.Op))));
        }
    }

    private static double MultiplyAdds(Node node, Compiler.Graph.Network network) => node.Op is ConvOp conv ? AlgorithmCosts.MultiplyAdds(conv, conv.WinogradTile)
        : node.Op.MultiplyAdds([.. node.Inputs.Select(input => network.Values[input].Shape)]);

    private static double Weights(Op op) => op is not ConvOp conv ? 0
        : conv.WinogradTile.IsNone ? (double)conv.Window.Taps * conv.Channels / conv.Groups * conv.Filters
        : (double)conv.WinogradTile.Planes * conv.WinogradTile.Inputs(conv.Channels) * conv.Filters;

    /// <summary>What a step does.</summary>
    /// <param name="Text">In words.</param>
    /// <param name="MultiplyAdds">Multiply-adds that it really executes.</param>
    /// <param name="Bytes">Bytes of weights as they are packed, of inputs and of outputs; not those of what Winograd's steps hand on.</param>
    private sealed record Work(string Text, double MultiplyAdds, double Bytes);
}
