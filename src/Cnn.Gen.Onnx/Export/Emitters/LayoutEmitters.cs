using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Onnx.Export.Emitters;

/// <summary>
/// Flatten. Where dense layers alone read the result, ONNX's order of elements stays and their weights make up for it; otherwise a Transpose
/// in front brings channels innermost, as everything behind counts them.
/// </summary>
internal sealed class ReshapeEmitter : Emitter<ReshapeOp>
{
    protected override void Emit(NodeExport node, ReshapeOp op)
    {
        Shape image = node.Shape(0);
        if (op.Shape != image.Flat)
            throw new NotSupportedException($"Only flattening has a counterpart in ONNX, not \"{op.Text}\" of {image}.");
        string input = node.Exported(0).Name;
        bool sameOrder = image.Pixels == 1 || image.Channels == 1;
        if (node.Exported(0).KeptOrder is { } earlier)
            node.WriteFlattenInOrder(input, earlier);
        else if (!sameOrder && node.MayKeepOrder)
            node.WriteFlattenInOrder(input, image);
        else if (sameOrder)
            node.Write("Flatten", isFlat: true, [input], Attributes.Of("axis", 1L));
        else
            node.Write("Flatten", isFlat: true, [node.Step("Transpose", "Transpose", [input], Attributes.Of("perm", 0, 2, 3, 1))], Attributes.Of("axis", 1L));
    }
}

/// <summary>Zeros around an image: Pad.</summary>
internal sealed class PadEmitter : Emitter<PadOp>
{
    protected override void Emit(NodeExport node, PadOp op) =>
        node.Write("Pad", isFlat: false, [node.Image(0), node.Indices("pads", 0, 0, op.Top, op.Left, 0, 0, op.Bottom, op.Right)]);
}

/// <summary>Neighbouring channels: Slice.</summary>
internal sealed class SliceEmitter : Emitter<SliceOp>
{
    protected override void Emit(NodeExport node, SliceOp op) => node.Write("Slice",
        [node.Exported(0).Name, node.Indices("starts", op.First), node.Indices("ends", op.First + op.Count), node.Indices("axes", 1)]);
}
