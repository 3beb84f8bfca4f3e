using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>A zero padding that only a convolution reads becomes that convolution's own padding.</summary>
public static class FoldPadding
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network)
    {
        int[] uses = network.CountUses();
        var nodes = network.Nodes.ToList();
        for (int index = 0; index < nodes.Count; index++)
        {
            if (nodes[index].Op is not ConvOp conv)
                continue;
            int from = nodes.FindIndex(node => node.Output == nodes[index].Inputs[0]);
            if (from < 0 || nodes[from].Op is not PadOp pad || uses[nodes[from].Output] != 1)
                continue;

            Window window = conv.Window;
            Shape input = network.Values[nodes[from].Inputs[0]].Shape;
            var folded = new Window(
                window.Height with { Before = window.Height.Before + pad.Top, After = window.Height.After + pad.Bottom, Input = input.Height },
                window.Width with { Before = window.Width.Before + pad.Left, After = window.Width.After + pad.Right, Input = input.Width });
            IEnumerable<int> inputs = nodes[index].Inputs.Skip(1).Prepend(nodes[from].Inputs[0]);
            nodes[index] = nodes[index] with { Op = conv with { Window = folded }, Inputs = inputs.ToEquatableArray() };
            nodes.RemoveAt(from);
            index--;
        }

        return network.WithNodes(nodes);
    }
}
