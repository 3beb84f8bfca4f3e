using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>DepthToSpace and SpaceToDepth, as the Reshape and Transpose that they are; the arrangement behind them is one layer.</summary>
internal static class Blocks
{
    /// <summary>Channels to blocks of rows and columns.</summary>
    public static void DepthToSpace(NodeContext node)
    {
        int block = Windows.Checked(node.Node.Integer("blocksize", 0), "blocksize", 1);
        string mode = node.Node.Text("mode", "DCR");
        View view = Image(node, out int n, out int c, out int h, out int w);
        if (c % ((long)block * block) != 0)
            throw new UnsupportedException("blocksize", $"{block}x{block} does not divide {c} channels");
        int channels = c / (block * block);
        View? moved = mode switch
        {
            "DCR" => view.WithDims([n, block, block, channels, h, w]).Transpose([0, 3, 4, 1, 5, 2]),
            "CRD" => view.WithDims([n, channels, block, block, h, w]).Transpose([0, 1, 4, 2, 5, 3]),
            _ => throw new UnsupportedException("mode", $"'{mode}' is neither DCR nor CRD"),
        };
        Finish(node, moved, [n, channels, h * block, w * block]);
    }

    /// <summary>Blocks of rows and columns to channels.</summary>
    public static void SpaceToDepth(NodeContext node)
    {
        int block = Windows.Checked(node.Node.Integer("blocksize", 0), "blocksize", 1);
        View view = Image(node, out int n, out int c, out int h, out int w);
        if (h % block != 0 || w % block != 0)
            throw new UnsupportedException("blocksize", $"{block} does not divide {h}x{w}");
        View? moved = view.WithDims([n, c, h / block, block, w / block, block]).Transpose([0, 3, 5, 1, 2, 4]);
        Finish(node, moved, [n, c * block * block, h / block, w / block]);
    }

    private static View Image(NodeContext node, out int n, out int c, out int h, out int w)
    {
        View view = node.View(0);
        if (view.Dims is not [int batch, int channels, int height, int width])
            throw new UnsupportedException("", $"[{string.Join(", ", view.Dims)}] is no image of four axes");
        (n, c, h, w) = (batch, channels, height, width);
        return view;
    }

    private static void Finish(NodeContext node, View? moved, int[] dims)
    {
        View view = moved?.WithDims(dims) ?? throw new UnsupportedException("", "the value's axes are no products of the layer's own");
        node.Result(node.Arranger.AsImage(view, node.Node)?.View ?? view);
    }
}
