using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>What passes have in common that let a node do what its only reader does.</summary>
internal static class FuseReader
{
    /// <summary>
    /// <paramref name="network"/>, in which nodes that alone read another's result are done by that one, wherever <paramref name="merge"/> gives
    /// an operation for both: of the operation that is read, and of the reader.
    /// </summary>
    public static Network Run(Network network, Func<Op, Op, Op?> merge)
    {
        int[] uses = network.CountUses();
        var nodes = network.Nodes.ToList();
        for (int index = 0; index < nodes.Count; index++)
        {
            Node reader = nodes[index];
            int from = uses[reader.Inputs[0]] == 1 ? nodes.FindIndex(node => node.Output == reader.Inputs[0]) : -1;
            if (from < 0 || merge(nodes[from].Op, reader.Op) is not { } both)
                continue;
            nodes[from] = nodes[from] with { Op = both, Output = reader.Output };
            nodes.RemoveAt(index);
            index--;
        }

        return network.WithNodes(nodes);
    }
}
