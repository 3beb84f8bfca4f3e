using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>
/// For prediction: a batch norm that alone reads a convolution only changes that convolution's weights and bias, when they are packed. (One in
/// front of a convolution is left: where the convolution is padded, its border sees no norm.)
/// </summary>
public static class FoldBatchNorm
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network)
    {
        int[] uses = network.CountUses();
        var nodes = network.Nodes.ToList();
        for (int index = 0; index < nodes.Count; index++)
        {
            if (nodes[index].Op is not BatchNormOp norm || uses[nodes[index].Inputs[0]] != 1)
                continue;
            int from = nodes.FindIndex(node => node.Output == nodes[index].Inputs[0]);
            if (from < 0 || nodes[from].Op is not ConvolutionOp { Epilogue.IsNone: true, Norm: null, CanFuse: true } conv)
                continue;
            nodes[from] = nodes[from] with
            {
                Op = conv with { Norm = norm.Epsilon },
                Inputs = nodes[from].Inputs.Concat(nodes[index].Inputs.Skip(1)).ToEquatableArray(),
                Output = nodes[index].Output,
            };
            nodes.RemoveAt(index);
            index--;
        }

        return network.WithNodes(nodes);
    }
}

/// <summary>For training: a batch norm becomes the moments of the batch, and the normalisation with them.</summary>
public static class ExpandBatchNorm
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network)
    {
        var values = network.Values.ToList();
        var nodes = new List<Node>();
        foreach (Node node in network.Nodes)
        {
            if (node.Op is not BatchNormOp norm)
            {
                nodes.Add(node);
                continue;
            }

            int length = 4 * values[node.Inputs[0]].Shape.Channels;
            var moments = new Value(values.Count, node.Layer + "Moments", new Shape(1, 1, length), ValueKind.BatchWide);
            values.Add(moments);
            nodes.Add(new Node(new BatchMomentsOp(norm.Epsilon, norm.Momentum), node.Inputs, moments.Id, node.Layer));
            nodes.Add(node with
            {
                Op = new NormalizeOp(),
                Inputs = new[] { node.Inputs[0], moments.Id, node.Inputs[1], node.Inputs[2] }.ToEquatableArray(),
            });
        }

        return network with { Values = values.ToEquatableArray(), Nodes = nodes.ToEquatableArray() };
    }
}

/// <summary>An instance norm becomes the moments of each image, and the normalisation with them.</summary>
public static class ExpandInstanceNorm
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network)
    {
        var values = network.Values.ToList();
        var nodes = new List<Node>();
        foreach (Node node in network.Nodes)
        {
            if (node.Op is not InstanceNormOp norm)
            {
                nodes.Add(node);
                continue;
            }

            var op = new ImageMomentsOp(norm.Epsilon);
            var moments = new Value(values.Count, node.Layer + "Moments", op.Infer([values[node.Inputs[0]].Shape]), ValueKind.Computed);
            values.Add(moments);
            nodes.Add(new Node(op, node.Inputs.Take(2).ToEquatableArray(), moments.Id, node.Layer));
            nodes.Add(node with
            {
                Op = new NormalizeImageOp(),
                Inputs = new[] { node.Inputs[0], moments.Id, node.Inputs[1], node.Inputs[2] }.ToEquatableArray(),
            });
        }

        return network with { Values = values.ToEquatableArray(), Nodes = nodes.ToEquatableArray() };
    }
}

/// <summary>For prediction: dropout does nothing.</summary>
public static class RemoveDropout
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network)
    {
        var replaced = new Dictionary<int, int>();
        int Current(int value) => replaced.TryGetValue(value, out int other) ? other : value;
        var nodes = new List<Node>();
        foreach (Node node in network.Nodes)
        {
            Node current = node with { Inputs = node.Inputs.Select(Current).ToEquatableArray() };
            if (node.Op is DropoutOp)
                replaced[node.Output] = current.Inputs[0];
            else
                nodes.Add(current);
        }

        return network with { Nodes = nodes.ToEquatableArray(), Output = Current(network.Output) };
    }
}
