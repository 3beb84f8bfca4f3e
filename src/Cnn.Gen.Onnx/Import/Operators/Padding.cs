using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Pad: zeros, a constant, the edge or its reflection around an image; negative numbers cut off.</summary>
internal static class Padding
{
    /// <summary>Pads and value are attributes before opset 11, inputs from then on.</summary>
    public static void Pad(NodeContext node)
    {
        Image image = node.Image(0);
        int rank = image.View.Rank;
        string mode = node.Node.Text("mode", "constant");
        double value = node.Opset < 11 ? node.Node.Real("value", 0) : node.Constant(2, "constant_value")?.Real(0) ?? 0;
        long[] pads = Pads(node, rank);
        if (pads[0] != 0 || pads[rank] != 0)
            throw new UnsupportedException("pads", "it adds images to the batch");
        image = PadChannels(node, image, pads[1], pads[rank + 1], mode == "constant" ? value : double.NaN);
        if (rank < 3)
        {
            node.Result(image.View);
            return;
        }

        int[] space = [.. pads.Select(pad => Windows.Checked(pad, "pads", int.MinValue + 1))];
        int[] sides = rank == 3 ? [0, 0, space[2], space[5]] : [space[2], space[6], space[3], space[7]]; // Top, bottom, left, right.
        if (image.IsSwapped)
            sides = [sides[2], sides[3], sides[0], sides[1]];
        image = Crop(node, image, [.. sides.Select(side => Math.Max(0, -side))]);
        sides = [.. sides.Select(side => Math.Max(0, side))];
        node.Result(sides.All(side => side == 0) ? image.View : image.Result(Layer(node, image, mode, value, sides)));
    }

    private static long[] Pads(NodeContext node, int rank)
    {
        long[] pads = (node.Opset < 11 ? node.Node.Integers(node.Node.Has("paddings") ? "paddings" : "pads") : node.RequiredConstant(1, "pads").Wholes())
            ?? throw new UnsupportedException("pads", "they are not there");
        if (node.Constant(3, "axes")?.Wholes() is { } axes && axes.Length * 2 == pads.Length)
        {
            var all = new long[2 * rank];
            for (int i = 0; i < axes.Length; i++)
            {
                int axis = Reshaping.Axis(axes[i], rank);
                (all[axis], all[axis + rank]) = (pads[i], pads[i + axes.Length]);
            }

            pads = all;
        }

        return pads.Length == 2 * rank ? pads : throw new UnsupportedException("pads", $"{2 * rank} numbers are expected, but {pads.Length} came");
    }

    private static DraftLayer Layer(NodeContext node, Image image, string mode, double value, int[] sides)
    {
        Shape shape = image.Layer.Shape;
        var padded = new Shape(shape.Height + sides[0] + sides[1], shape.Width + sides[2] + sides[3], shape.Channels);
        string kind = mode switch
        {
            "constant" => value == 0 ? Kinds.ZeroPad : "ConstantPad2D",
            "reflect" => "ReflectPad2D",
            "edge" => "EdgePad2D",
            _ => throw new UnsupportedException("mode", $"'{mode}' is no layer; constant, reflect and edge are"),
        };
        bool isSignal = image.IsSignal && kind == Kinds.ZeroPad;
        DraftLayer layer = node.Add(new DraftLayer(kind, padded, image.Layer) { IsSignal = isSignal });
        layer.Window = new DraftWindow(1, 1, Top: sides[0], Bottom: sides[1], Left: sides[2], Right: sides[3]);
        return value == 0 || mode != "constant" ? layer : layer.With("value", value);
    }

    /// <summary>More channels, of a constant, by a convolution; none are cut off.</summary>
    private static Image PadChannels(NodeContext node, Image image, long before, long after, double value)
    {
        if (before == 0 && after == 0)
            return image;
        if (double.IsNaN(value) || before < 0 || after < 0 || before + after > 65_536)
            throw new UnsupportedException("pads", "channels can be padded with a constant only");
        int channels = image.Layer.Shape.Channels, filters = channels + (int)(before + after);
        DraftLayer layer = Fixed.Convolution(node, image.Layer, filters, (i, o) => o == i + (int)before ? 1 : 0);
        Image padded = image with { View = image.Result(layer) };
        if (value == 0)
            return padded;
        double[] bias = [.. Enumerable.Range(0, filters).Select(o => o < before || o >= before + channels ? value : 0)];
        return padded with { View = Elementwise.Affine(node, padded.View, null, Tensor.Of([1, filters, .. Enumerable.Repeat(1, Math.Max(0, image.View.Rank - 2))], bias)) };
    }

    private static Image Crop(NodeContext node, Image image, int[] sides)
    {
        if (sides.All(side => side == 0))
            return image;
        Shape shape = image.Layer.Shape;
        int height = shape.Height - sides[0] - sides[1], width = shape.Width - sides[2] - sides[3];
        if (height < 1 || width < 1)
            throw new UnsupportedException("pads", $"nothing is left of {shape}");
        return image with { View = image.Result(Fixed.Crop(node, image.Layer, sides[0], sides[2], 1, 1, height, width)) };
    }
}
