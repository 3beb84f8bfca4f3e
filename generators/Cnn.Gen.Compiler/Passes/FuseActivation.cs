using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>A cheap activation that alone reads a convolution is applied while the convolution's result is still in registers.</summary>
public static class FuseActivation
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network)
    {
        int[] uses = network.CountUses();
        var nodes = network.Nodes.ToList();
        for (int index = 0; index < nodes.Count; index++)
        {
            if (nodes[index].Op is not ActivationOp { Activation.IsCheap: true } activation || uses[nodes[index].Inputs[0]] != 1)
                continue;
            int from = nodes.FindIndex(node => node.Output == nodes[index].Inputs[0]);
            if (from < 0 || nodes[from].Op is not ConvolutionOp { Epilogue.IsNone: true, CanFuse: true } conv)
                continue;
            nodes[from] = nodes[from] with { Op = conv with { Epilogue = activation.Activation }, Output = nodes[index].Output };
            nodes.RemoveAt(index);
            index--;
        }

        return network.WithNodes(nodes);
    }
}
