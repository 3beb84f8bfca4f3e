using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>MaxPool and AveragePool.</summary>
internal static class Pools
{
    /// <summary>The largest in each window.</summary>
    public static void Max(NodeContext node)
    {
        node.Node.Ignore("storage_order"); // Says how the second output counts.
        node.RefuseOutputs(1, "indices of the maxima");
        Pool(node, "MaxPool2D");
    }

    /// <summary>The mean of each window.</summary>
    public static void Average(NodeContext node)
    {
        bool countsPadding = node.Node.Integer("count_include_pad", 0) != 0;
        DraftLayer layer = Pool(node, "AvgPool2D");
        if (countsPadding && !layer.Window!.IsUnpadded)
            layer.With("CountIncludePad", true);
    }

    private static DraftLayer Pool(NodeContext node, string kind)
    {
        Image image = node.Image(0);
        DraftWindow window = Windows.Read(node, image, null, hasCeil: true, out Shape shape, out bool ceil);
        DraftLayer layer = node.Add(new DraftLayer(kind, image.Turn(shape), image.Layer)
        {
            IsSignal = image.IsSignal,
            Window = image.IsSwapped ? window.Swapped : window,
        });
        if (ceil)
            layer.With("CeilMode", true);
        node.Result(image.Result(layer));
        return layer;
    }
}
