using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Onnx.Export;

/// <summary>
/// An image flattened here counts its elements over (row, column, channel), in ONNX over (channel, row, column). A dense layer makes up for
/// it in the order of its weight's rows; any other reader that minds the order must see ours.
/// </summary>
/// <param name="network">The network.</param>
internal sealed class FlattenOrder(Network network)
{
    /// <summary>Whether all that reads the value, through operations on single elements too, is dense.</summary>
    public bool MayKeep(int value) => value != network.Output && network.Nodes.Where(node => node.Inputs.Contains(value)).All(MindsNot);

    /// <summary>Whether an operation works element by element, so that its output is in the order of its input.</summary>
    public static bool KeepsOrder(Op op) => op is ActivationOp or DropoutOp;

    private bool MindsNot(Node reader) => reader.Op switch
    {
        ConvOp => DenseWeight(network, reader) is not null,
        _ => KeepsOrder(reader.Op) && MayKeep(reader.Output),
    };

    /// <summary>The weight of a dense layer, which has two sides; null for a convolution.</summary>
    public static Parameter? DenseWeight(Network network, Node convolution)
    {
        Parameter weight = network.Parameters[network.Values[convolution.Inputs[1]].Parameter];
        return weight.Shape.Count == 2 ? weight : null;
    }
}
