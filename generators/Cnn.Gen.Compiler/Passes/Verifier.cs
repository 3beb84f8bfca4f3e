using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>Checks what every graph must be; a failure is a bug of the pass before.</summary>
public static class Verifier
{
    /// <summary>Checks that every value read is there by then, is written once, and has the shape that its operation gives it.</summary>
    public static void Check(Network network, string after)
    {
        var ready = new HashSet<int>(network.Values.Where(value => value.Kind is ValueKind.Input or ValueKind.Parameter).Select(value => value.Id));
        foreach (Node node in network.Nodes)
        {
            foreach (int input in node.Inputs)
                Require(ready.Contains(input), after, node, $"reads {network.Values[input].Name}, which is not computed yet");
            Require(ready.Add(node.Output), after, node, "writes a value that is there already");
            Shape[] shapes = [.. node.Inputs.Select(input => network.Values[input].Shape)];
            Value output = network.Values[node.Output];
            Require(node.Op.Infer(shapes).Length == output.Shape.Length, after, node, $"gives {node.Op.Infer(shapes)} for {output.Shape}");
        }

        if (!ready.Contains(network.Output))
            throw new InvalidOperationException($"After \"{after}\" nothing computes the output.");
    }

    private static void Require(bool condition, string after, Node node, string wrong)
    {
        if (!condition)
            throw new InvalidOperationException($"After \"{after}\": {node.Op.Text} of {node.Layer} {wrong}.");
    }
}
