using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>
/// A convolution with one output pixel, whose window is its whole input, is a dense layer: its weight has the same elements in the
/// same order. It becomes one, so that batches of it are computed as one matrix product.
/// </summary>
public static class CoverInput
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network)
    {
        var values = network.Values.ToList();
        var nodes = new List<Node>();
        foreach (Node node in network.Nodes)
        {
            if (node.Op is not ConvOp { Groups: 1, Window: { CoversInput: true, IsPointwise: false } } conv)
            {
                nodes.Add(node);
                continue;
            }

            Value input = values[node.Inputs[0]];
            var flat = new Value(values.Count, input.Name + "Flat", input.Shape.Flat, ValueKind.Computed);
            values.Add(flat);
            nodes.Add(new Node(new ReshapeOp(flat.Shape), new[] { input.Id }.ToEquatableArray(), flat.Id, node.Layer));
            nodes.Add(node with
            {
                Op = conv with { Window = Window.Pointwise(1, 1), Channels = flat.Shape.Channels },
                Inputs = node.Inputs.Skip(1).Prepend(flat.Id).ToEquatableArray(),
            });
        }

        return network with { Values = values.ToEquatableArray(), Nodes = nodes.ToEquatableArray() };
    }
}
