using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Conv and ConvTranspose.</summary>
internal static class Convolutions
{
    /// <summary>Weights (cOut, cIn / groups, kh, kw) become (kh, kw, cIn / groups, cOut).</summary>
    public static void Conv(NodeContext node)
    {
        Image image = node.Image(0);
        Tensor weight = Weight(node, image);
        int groups = Groups(node, image);
        DraftWindow window = Windows.Read(node, image, [.. weight.Dims.Skip(2)], hasCeil: false, out Shape space, out _);
        int filters = weight.Dims[0], depth = weight.Dims[1];
        if (depth * groups != image.Shape.Channels || filters % groups != 0)
            throw new UnsupportedException("W", $"a weight of [{string.Join(", ", weight.Dims)}] with {groups} groups does not fit {image.Shape.Channels} input channels");

        bool isDepthwise = groups == image.Shape.Channels && groups > 1;
        DraftLayer layer = Layer(node, image, isDepthwise ? Kinds.Depthwise : Kinds.Conv, window, space with { Channels = filters });
        if (!isDepthwise)
            layer.With("filters", (long)filters);
        if (isDepthwise && filters > groups)
            layer.With("Multiplier", (long)(filters / groups));
        if (!isDepthwise && groups > 1)
            layer.With("Groups", (long)groups);
        Finish(node, layer, weight, window, image, filters, (o, i, tap, taps) => (((o * depth) + i) * taps) + tap, depth);
        node.Result(image.Result(layer));
    }

    /// <summary>Weights (cIn, cOut / groups, kh, kw) become (kh, kw, cIn / groups, cOut).</summary>
    public static void ConvTranspose(NodeContext node)
    {
        Image image = node.Image(0);
        Tensor weight = Weight(node, image);
        int groups = Groups(node, image);
        int filters = checked(weight.Dims[1] * groups), depth = weight.Dims[0] / groups, members = weight.Dims[1];
        if (weight.Dims[0] != image.Shape.Channels || depth * groups != weight.Dims[0])
            throw new UnsupportedException("W", $"a weight of [{string.Join(", ", weight.Dims)}] with {groups} groups does not fit {image.Shape.Channels} input channels");
        DraftWindow window = Windows.ReadTransposed(node, image, [.. weight.Dims.Skip(2)], out Shape space);
        DraftLayer layer = Layer(node, image, Kinds.ConvTranspose, window, space with { Channels = filters });
        layer.With("filters", (long)filters);
        if (groups > 1)
            layer.With("Groups", (long)groups);
        Finish(node, layer, weight, window, image, filters,
            (o, i, tap, taps) => (((((o / members * depth) + i) * members) + (o % members)) * taps) + tap, depth);
        node.Result(image.Result(layer));
    }

    private static Tensor Weight(NodeContext node, Image image)
    {
        Tensor weight = node.RequiredConstant(1, "W");
        int rank = Math.Max(image.View.Rank, 3);
        return weight.Dims.Length == rank
            ? weight
            : throw new UnsupportedException("W", $"a weight of [{string.Join(", ", weight.Dims)}] does not fit an input of [{string.Join(", ", image.View.Dims)}]");
    }

    private static int Groups(NodeContext node, Image image)
    {
        long groups = node.Node.Integer("group", 1);
        return groups >= 1 && image.Shape.Channels % groups == 0
            ? (int)groups
            : throw new UnsupportedException("group", $"{groups} groups do not divide {image.Shape.Channels} input channels");
    }

    private static DraftLayer Layer(NodeContext node, Image image, string kind, DraftWindow window, Shape shape)
    {
        var layer = new DraftLayer(kind, image.Turn(shape), image.Layer) { IsSignal = image.IsSignal, Window = image.IsSwapped ? window.Swapped : window };
        return node.Add(layer);
    }

    private static void Finish(
        NodeContext node, DraftLayer layer, Tensor weight, DraftWindow window, Image image, int filters, Func<int, int, int, int, int> index, int depth)
    {
        (int height, int width) = (layer.Window!.Height, layer.Window.Width);
        int taps = height * width;
        var indices = new int[weight.Length];
        int at = 0;
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                int tap = image.IsSwapped ? (column * window.Width) + row : (row * window.Width) + column;
                for (int i = 0; i < depth; i++)
                {
                    for (int o = 0; o < filters; o++)
                        indices[at++] = index(o, i, tap, taps);
                }
            }
        }

        layer.With("weight", weight.Pick([height, width, depth, filters], indices));
        if (node.Constant(2, "B") is not { } bias)
            layer.With("Bias", false);
        else if (bias.Length != filters)
            throw new UnsupportedException("B", $"{filters} numbers are expected, but {bias.Length} came");
        else
            layer.With("bias", bias.WithDims([filters]));
    }
}
