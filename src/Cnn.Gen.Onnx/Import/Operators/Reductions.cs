using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Means, sums and maxima over axes: ReduceMean, ReduceSum, ReduceMax, GlobalAveragePool, GlobalMaxPool.</summary>
internal static class Reductions
{
    /// <summary>An operator with <c>axes</c> and <c>keepdims</c>. Axes are an input from opset 18 on, for sums from 13 on.</summary>
    public static Action<NodeContext> Reduce(string function) => node =>
    {
        bool asInput = node.Opset >= (function == "Sum" ? 13 : 18);
        long[] axes = (asInput ? node.Constant(1, "axes")?.Wholes() : node.Node.Integers("axes")) ?? [];
        bool keep = node.Node.Integer("keepdims", 1) != 0, isNothing = node.Node.Integer("noop_with_empty_axes", 0) != 0;
        View view = node.View(0);
        if (axes.Length == 0 && isNothing)
            node.Result(view);
        else
            node.Result(Reduce(node, view, function, axes.Length == 0 ? [.. Enumerable.Range(0, view.Rank)] : [.. axes.Select(axis => Reshaping.Axis(axis, view.Rank))], keep));
    };

    /// <summary>Over all axes behind the channels.</summary>
    public static Action<NodeContext> Global(string function) => node =>
    {
        Image image = node.Image(0);
        node.Result(Reduce(node, image.View, function, [.. Enumerable.Range(2, image.View.Rank - 2)], keep: true));
    };

    private static View Reduce(NodeContext node, View view, string function, int[] reduced, bool keep)
    {
        if (view.Axes() is not { } axes)
            throw new UnsupportedException("axes", $"the axes of [{string.Join(", ", view.Dims)}] are no products of the layer's own");
        Shape shape = view.Layer.Shape;
        Atom[] digits = [.. reduced.SelectMany(axis => axes[axis])];
        if (digits.Any(atom => atom.Axis == LayerAxis.Batch))
            throw new UnsupportedException("axes", $"axes {string.Join(", ", reduced)} of [{string.Join(", ", view.Dims)}] hold the images of the batch");
        int Covered(LayerAxis axis) => (int)Atom.Count(digits.Where(atom => atom.Axis == axis));
        (int height, int width, int channels) = (Covered(LayerAxis.Height), Covered(LayerAxis.Width), Covered(LayerAxis.Channel));
        if ((height != 1 && height != shape.Height) || (width != 1 && width != shape.Width) || (channels != 1 && channels != shape.Channels))
            throw new UnsupportedException("axes", $"axes {string.Join(", ", reduced)} of [{string.Join(", ", view.Dims)}] hold part of a layer's axis");

        DraftLayer layer = OverSpace(node, view.Layer, function, height == shape.Height, width == shape.Width);
        if (channels > 1)
        {
            if (function == "Max")
                throw new UnsupportedException("axes", "a maximum over channels is no layer");
            layer = Fixed.Convolution(node, layer, 1, (_, _) => 1.0 / channels);
        }

        int[] dims = [.. view.Dims.Select((side, axis) => reduced.Contains(axis) ? 1 : side)];
        var result = new View(layer, dims, axes.Where((_, axis) => !reduced.Contains(axis)).SelectMany(atoms => atoms));
        if (!keep)
            result = result.WithDims([.. dims.Where((_, axis) => !reduced.Contains(axis))]);
        return function == "Sum" ? Elementwise.Scaled(node, result, Atom.Count(digits)) : result;
    }

    private static DraftLayer OverSpace(NodeContext node, DraftLayer input, string function, bool overHeight, bool overWidth)
    {
        Shape shape = input.Shape;
        var reduced = new Shape(overHeight ? 1 : shape.Height, overWidth ? 1 : shape.Width, shape.Channels);
        if (reduced == shape && node.Node.Operator is not ("GlobalAveragePool" or "GlobalMaxPool"))
            return input;
        if (reduced.Pixels == 1)
            return node.Add(function == "Max" ? "GlobalMaxPool" : "GlobalAvgPool", input, reduced);
        if (function == "Max")
        {
            DraftLayer pool = node.Add("MaxPool2D", input, reduced);
            pool.Window = overHeight ? new DraftWindow(shape.Height, 1) : new DraftWindow(1, shape.Width);
            return pool;
        }

        DraftLayer mean = node.Add("ReduceMean", input, reduced);
        return mean.With("axes", new EnumValue("SpatialAxes", overHeight ? "Height" : "Width"));
    }
}
