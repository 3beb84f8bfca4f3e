using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Which results of a backward graph a value is computed for.</summary>
/// <param name="Input">Whether the gradient by the input needs it.</param>
/// <param name="Parameters">The parameters whose gradients need it.</param>
public sealed record Targets(bool Input, HashSet<int> Parameters)
{
    /// <summary>Whether only the gradient by the input needs it.</summary>
    public bool OnlyInput => Input && Parameters.Count == 0;

    /// <summary>The targets of every value that has any.</summary>
    public static Dictionary<int, Targets> Of(JointNetwork joint)
    {
        var targets = new Dictionary<int, Targets> { [joint.InputGradient] = new(true, []) };
        foreach (Node node in joint.Network.Nodes.Reverse())
        {
            Value output = joint.Network.Values[node.Output];
            if (output.Kind == ValueKind.ParameterGradient)
                targets[node.Output] = new(false, [output.Parameter]);
            if (!targets.TryGetValue(node.Output, out Targets? own))
                continue;
            foreach (int input in node.Inputs)
            {
                targets[input] = targets.TryGetValue(input, out Targets? others)
                    ? new(own.Input || others.Input, [.. own.Parameters, .. others.Parameters])
                    : own;
            }
        }

        return targets;
    }
}
