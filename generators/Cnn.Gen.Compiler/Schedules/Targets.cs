using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Which results of a backward graph a value is computed for.</summary>
/// <param name="Inputs">The inputs, by their order, whose gradients need it.</param>
/// <param name="Parameters">The parameters whose gradients need it.</param>
public sealed record Targets(IReadOnlyCollection<int> Inputs, IReadOnlyCollection<int> Parameters)
{
    /// <summary>Whether only gradients by inputs need it.</summary>
    public bool OnlyInputs => Parameters.Count == 0;

    /// <summary>The targets of every value that has any.</summary>
    public static Dictionary<int, Targets> Of(JointNetwork joint)
    {
        var targets = new Dictionary<int, Targets>();
        for (int input = 0; input < joint.InputGradients.Count; input++)
            Merge(targets, joint.InputGradients[input], new Targets([input], []));
        foreach (Node node in joint.Network.Nodes.Reverse())
        {
            Value output = joint.Network.Values[node.Output];
            if (output.Kind == ValueKind.ParameterGradient)
                Merge(targets, output.Id, new Targets([], [output.Parameter]));
            if (!targets.TryGetValue(node.Output, out Targets? own))
                continue;
            foreach (int input in node.Inputs)
                Merge(targets, input, own);
        }

        return targets;
    }

    private static void Merge(Dictionary<int, Targets> targets, int value, Targets more) =>
        targets[value] = targets.TryGetValue(value, out Targets? others)
            ? new Targets([.. others.Inputs.Union(more.Inputs)], [.. others.Parameters.Union(more.Parameters)])
            : more;
}
