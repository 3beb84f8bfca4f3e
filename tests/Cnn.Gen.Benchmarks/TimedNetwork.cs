using System.Diagnostics;
using System.Reflection;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Benchmarks;

/// <summary>A network whose prediction looks at the clock in front of each of its steps.</summary>
public sealed class TimedNetwork
{
    /// <summary>What precedes the layers' own steps: rings of zeros, copies that have them, and the like.</summary>
    public const string Moves = "zeros around values, copies";

    private readonly Prediction _prediction;
    private readonly long[] _ticks;
    private readonly NetworkStep[] _steps;
    private readonly List<long[]> _calls = [];

    /// <summary>Compiles the network of <paramref name="definition"/>, of numbers of the type <paramref name="element"/>.</summary>
    public TimedNetwork(string definition, ElementKind element = ElementKind.Single)
    {
        ModelSpec spec = Compiled.Spec(definition, element) with { ClassName = "Timed" };
        IReadOnlyList<string> comments = [];
        var assembly = Assembly.Load(NetworkCompiler.CompileAssembly([spec], model =>
        {
            comments = StepClock.Steps(model);
            return StepClock.Insert(model);
        }));
        _prediction = Compiled.Create(assembly.GetType(spec.ClassName, throwOnError: true)!);
        _ticks = StepClock.Ticks(assembly);
        _steps = [.. StepsOf(spec, comments, element == ElementKind.Double ? sizeof(double) : sizeof(float))];
    }

    /// <summary>Predicts once.</summary>
    public void Call()
    {
        Array.Clear(_ticks);
        _prediction.Run();
        _calls.Add(_ticks[.._steps.Length]);
    }

    /// <summary>The steps of a prediction, in order, and the microseconds that each takes: medians over the calls so far.</summary>
    public IReadOnlyList<(NetworkStep Step, double Time)> Times() =>
        [.. _steps.Select((step, index) => (step, Quartiles.Of(_calls.Select(call => call[index] * 1e6 / Stopwatch.Frequency)).Median))];

    /// <summary>What each step computes and moves, by the layers that its comment begins with: <c>Conv1: ..</c> or <c>Conv1 to MaxPool1, ..</c>.</summary>
    private static IEnumerable<NetworkStep> StepsOf(ModelSpec spec, IReadOnlyList<string> comments, int size)
    {
        var network = new ChosenNetwork(spec);
        List<string> layers = [.. network.Nodes.Select(node => node.Layer)];
        foreach (string comment in comments)
        {
            string[] named = comment.Split(comment.Contains(": ") ? ": " : ",")[0].Split(" to ");
            (int from, int last) = (layers.IndexOf(named[0]), layers.LastIndexOf(named[^1]));
            if (from < 0 || last < 0)
            {
                yield return new NetworkStep(Moves, -1, 0, 0, 0);
                continue;
            }

            Node[] own = [.. network.Nodes.Skip(from).Take(last + 1 - from)];
            double weights = own.Sum(ChosenNetwork.WeightsOf), values = network.Length(own[0].Inputs[0]) + network.Length(own[^1].Output);
            string text = named.Length > 1 ? comment : comment[(named[0].Length + 2)..];
            yield return new NetworkStep(text, last, own.Sum(network.MultiplyAddsOf), size * weights, size * values);
        }
    }
}

/// <summary>What a step does.</summary>
/// <param name="Text">In words.</param>
/// <param name="End">The place of the last node that it computes, among the network's; -1 where it moves values only.</param>
/// <param name="MultiplyAdds">Multiply-adds that it really executes.</param>
/// <param name="WeightBytes">Bytes of weights as they are packed.</param>
/// <param name="ValueBytes">Bytes of inputs and outputs; not those of what Winograd's steps hand on.</param>
public sealed record NetworkStep(string Text, int End, double MultiplyAdds, double WeightBytes, double ValueBytes);
