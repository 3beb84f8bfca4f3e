using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Onnx.Export.Emitters;

/// <summary>Sums and products: Add and Mul take two inputs each, so that more than two are a chain, in our order.</summary>
internal abstract class ChainEmitter<TOp>(string operation) : Emitter<TOp>
    where TOp : Op
{
    protected override void Emit(NodeExport node, TOp op)
    {
        (string[] inputs, bool isFlat) = Combined.Inputs(node);
        string sum = inputs[0];
        for (int index = 1; index < inputs.Length - 1; index++)
            sum = node.Step(operation, $"{operation}{index}", [sum, inputs[index]]);
        node.Write(operation, isFlat, [sum, inputs[^1]]);
    }
}

/// <summary>Sums: Add.</summary>
internal sealed class AddEmitter() : ChainEmitter<AddOp>("Add");

/// <summary>Products: Mul.</summary>
internal sealed class MultiplyEmitter() : ChainEmitter<MultiplyOp>("Mul");

/// <summary>Channels one after the other: Concat, axis 1.</summary>
internal sealed class ConcatEmitter : Emitter<ConcatOp>
{
    protected override void Emit(NodeExport node, ConcatOp op)
    {
        (string[] inputs, bool isFlat) = Combined.Inputs(node);
        node.Write("Concat", isFlat, inputs, Attributes.Of("axis", 1L));
    }
}

/// <summary>Inputs of operations that take several.</summary>
internal static class Combined
{
    /// <summary>All inputs with one rank: (N, channels) if all have that, otherwise (N, channels, height, width).</summary>
    public static (string[] Inputs, bool IsFlat) Inputs(NodeExport node)
    {
        IEnumerable<int> indices = Enumerable.Range(0, node.Inputs);
        bool isFlat = indices.All(index => node.Exported(index).IsFlat);
        return ([.. indices.Select(index => isFlat ? node.Exported(index).Name : node.Image(index))], isFlat);
    }
}
