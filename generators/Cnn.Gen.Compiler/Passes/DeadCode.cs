using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>Leaves out nodes that the output does not depend on.</summary>
public static class DeadCode
{
    /// <summary>The pass.</summary>
    public static Network Remove(Network network)
    {
        var needed = new HashSet<int> { network.Output };
        var kept = new List<Node>();
        foreach (Node node in network.Nodes.Reverse())
        {
            if (!needed.Contains(node.Output))
                continue;
            needed.UnionWith(node.Inputs);
            kept.Add(node);
        }

        kept.Reverse();
        return network.WithNodes(kept);
    }
}
