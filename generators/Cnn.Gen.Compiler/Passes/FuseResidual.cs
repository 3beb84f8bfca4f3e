using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>
/// For prediction: what is added to the result of a convolution by Winograd's minimal filtering, and read by nobody before, is added while that
/// result is still in registers. Direct convolutions are left: their kernels would all be needed twice.
/// </summary>
public static class FuseResidual
{
    /// <summary>Whether there may be something for the pass in <paramref name="model"/>; kernels that all layers share are made for it then.</summary>
    public static bool MayApply(Network model) => model.Nodes.Any(node => node.Op is AddOp);

    /// <summary>The pass; it stands behind the choice of algorithms.</summary>
    public static Network Run(Network network)
    {
        int[] uses = network.CountUses();
        var nodes = network.Nodes.ToList();
        for (int index = 0; index < nodes.Count; index++)
        {
            Node add = nodes[index];
            if (add.Op is not AddOp || add.Inputs.Count != 2 || add.Inputs.Any(input => network.Values[input].Shape != network.Values[add.Output].Shape))
                continue;
            int from = nodes.FindLastIndex(index, node => add.Inputs.Contains(node.Output) && uses[node.Output] == 1
                && node.Op is ConvOp { WinogradTile.IsNone: false, Epilogue.IsNone: true, Residual: false });
            if (from < 0)
                continue;

            // The sum's place, where the other operand is there too.
            Node node = nodes[from];
            nodes[index] = node with
            {
                Op = (ConvOp)node.Op with { Residual = true },
                Inputs = node.Inputs.Append(add.Inputs.First(input => input != node.Output)).ToEquatableArray(),
                Output = add.Output,
            };
            nodes.RemoveAt(from);
            index--;
        }

        return network.WithNodes(nodes);
    }
}
