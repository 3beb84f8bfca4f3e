using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Onnx.Export.Emitters;

/// <summary>Elements that move between pixels and channels: DepthToSpace, SpaceToDepth; a channel shuffle as Reshape, Transpose, Reshape.</summary>
internal sealed class RearrangeEmitter : Emitter<RearrangeOp>
{
    protected override void Emit(NodeExport node, RearrangeOp op)
    {
        string input = node.Image(0);
        switch (op.Kind)
        {
            case Rearrangement.ShuffleChannels:
                EmitShuffle(node, input, op.Size);
                break;
            case Rearrangement.DepthToSpace or Rearrangement.DepthToSpaceByChannel:
                string mode = op.Kind == Rearrangement.DepthToSpace ? "DCR" : "CRD";
                node.Write("DepthToSpace", isFlat: false, [input], Attributes.Of("blocksize", (long)op.Size), Attributes.Of("mode", mode));
                break;
            case Rearrangement.SpaceToDepth:
                node.Write("SpaceToDepth", isFlat: false, [input], Attributes.Of("blocksize", (long)op.Size));
                break;
            default:
                throw new NotSupportedException($"\"{op.Text}\" has no counterpart in ONNX.");
        }
    }

    /// <summary>The channels as a table of groups, turned; a side of 0 is the batch's own.</summary>
    private static void EmitShuffle(NodeExport node, string input, int groups)
    {
        Shape shape = node.Shape(0);
        string table = node.Step("Reshape", "Split", [input, node.Indices("table", 0, groups, shape.Channels / groups, shape.Height, shape.Width)]);
        string turned = node.Step("Transpose", "Transpose", [table], Attributes.Of("perm", 0, 2, 1, 3, 4));
        node.Write("Reshape", isFlat: false, [turned, node.Indices("shape", 0, shape.Channels, shape.Height, shape.Width)]);
    }
}
