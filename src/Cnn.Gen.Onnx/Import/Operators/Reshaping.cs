using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Operators that give the same elements another shape or order: they become views, not layers.</summary>
internal static class Reshaping
{
    /// <summary>The value itself.</summary>
    public static void Identity(NodeContext node) => node.Result(node.View(0));

    /// <summary>The shape as a constant: all shapes are known.</summary>
    public static void Shape(NodeContext node)
    {
        int[] dims = node.View(0).Dims;
        int start = Position(node.Node.Integer("start", 0), dims.Length), end = Position(node.Node.Integer("end", dims.Length), dims.Length);
        node.Result(Tensor.List(dims.Skip(start).Take(end - start).Select(side => (long)side)));
    }

    /// <summary>The number of elements as a constant.</summary>
    public static void Size(NodeContext node) => node.Result(Tensor.Of([], [Tensor.Product(node.View(0).Dims)]));

    /// <summary>Another shape: 0 keeps an axis (unless <c>allowzero</c>), -1 is what is left.</summary>
    public static void Reshape(NodeContext node)
    {
        node.Node.Ignore("consumed_inputs");
        long[] target = node.Opset < 5
            ? node.Node.Integers("shape") ?? throw new UnsupportedException("shape", "it is not there")
            : node.RequiredConstant(1, "shape").Wholes();
        View view = node.View(0);
        View result = view.WithDims(ReshapedDims(view.Dims, target, node.Node.Integer("allowzero", 0) != 0));
        // The last of Reshape, Transpose, Reshape: a channel shuffle or the like, which is a layer of these nodes rather than of the next.
        bool isShuffled = view.Rank > 4 && result.Rank == 4;
        node.Result(isShuffled ? node.Arranger.AsImage(result, node.Node)?.View ?? result : result);
    }

    /// <summary>What Reshape makes of a shape.</summary>
    public static int[] ReshapedDims(int[] dims, long[] target, bool allowZero)
    {
        var result = new long[target.Length];
        for (int axis = 0; axis < target.Length; axis++)
            result[axis] = target[axis] == 0 && !allowZero && axis < dims.Length ? dims[axis] : target[axis];
        long length = Tensor.Product(dims), known = result.Where(side => side != -1).Aggregate(1L, (product, side) => product * side);
        int free = Array.IndexOf(result, -1);
        if (free >= 0 && known > 0)
            result[free] = length / known;
        bool fits = result.All(side => side is >= 0 and <= int.MaxValue) && result.Aggregate(1L, (product, side) => product * side) == length;
        return fits
            ? [.. result.Select(side => (int)side)]
            : throw new UnsupportedException("shape", $"[{string.Join(", ", dims)}] cannot become [{string.Join(", ", target)}]");
    }

    /// <summary>Two axes: the product of those before <c>axis</c> and of the others.</summary>
    public static void Flatten(NodeContext node)
    {
        View view = node.View(0);
        node.Result(view.WithDims(FlattenedDims(view.Dims, node.Node.Integer("axis", 1))));
    }

    /// <summary>What Flatten makes of a shape.</summary>
    public static int[] FlattenedDims(int[] dims, long axis)
    {
        int split = Position(axis, dims.Length);
        return [(int)Tensor.Product(dims.Take(split)), (int)Tensor.Product(dims.Skip(split))];
    }

    /// <summary>Without axes of length 1.</summary>
    public static void Squeeze(NodeContext node)
    {
        View view = node.View(0);
        node.Result(view.WithDims(SqueezedDims(view.Dims, Axes(node))));
    }

    /// <summary>What Squeeze makes of a shape.</summary>
    public static int[] SqueezedDims(int[] dims, long[]? axes)
    {
        HashSet<int> gone = axes is null
            ? [.. Enumerable.Range(0, dims.Length).Where(axis => dims[axis] == 1)]
            : [.. axes.Select(axis => Axis(axis, dims.Length))];
        if (gone.Any(axis => dims[axis] != 1))
            throw new UnsupportedException("axes", $"axes {string.Join(", ", gone)} of [{string.Join(", ", dims)}] are not all of length 1");
        return [.. dims.Where((_, axis) => !gone.Contains(axis))];
    }

    /// <summary>With more axes of length 1.</summary>
    public static void Unsqueeze(NodeContext node)
    {
        View view = node.View(0);
        node.Result(view.WithDims(UnsqueezedDims(view.Dims, Axes(node) ?? throw new UnsupportedException("axes", "they are not there"))));
    }

    /// <summary>What Unsqueeze makes of a shape.</summary>
    public static int[] UnsqueezedDims(int[] dims, long[] axes)
    {
        int rank = dims.Length + axes.Length;
        HashSet<int> added = [.. axes.Select(axis => Axis(axis, rank))];
        if (added.Count != axes.Length)
            throw new UnsupportedException("axes", $"[{string.Join(", ", axes)}] names an axis twice");
        var old = new Queue<int>(dims);
        return [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : old.Dequeue())];
    }

    /// <summary>The axes in another order.</summary>
    public static void Transpose(NodeContext node)
    {
        View view = node.View(0);
        node.Result(view.Transpose(Permutation(node, view.Rank))
            ?? throw new UnsupportedException("perm", $"the axes of [{string.Join(", ", view.Dims)}] are no products of the layer's own"));
    }

    /// <summary>The order that Transpose gives axes.</summary>
    public static int[] Permutation(NodeContext node, int rank)
    {
        long[] order = node.Node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        return order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis))
            ? [.. order.Select(axis => (int)axis)]
            : throw new UnsupportedException("perm", $"[{string.Join(", ", order)}] is no order of {rank} axes");
    }

    /// <summary>To real numbers of any width: the class computes in its own.</summary>
    public static void Cast(NodeContext node)
    {
        long to = node.Opset < 6 ? 1 : node.Node.Integer("to", 0);
        node.Node.Ignore("to", "saturate", "round_mode");
        View view = node.View(0);
        if (to is not (1 or 10 or 11 or 16) && !view.IsWhole)
            throw new UnsupportedException("to", $"element type {to} is not one of real numbers; a class has no other");
        node.Result(view.IsWhole && to is 1 or 10 or 11 or 16 ? new View(view.Layer, view.Dims, view.Order) : view);
    }

    /// <summary>Repeats a value along axes of length 1: an image of 1x1 over rows and columns.</summary>
    public static void Expand(NodeContext node)
    {
        View view = node.View(0);
        long[] target = node.RequiredConstant(1, "shape").Wholes();
        view = Broadcasting.WithRank(view, target.Length);
        long[] dims = [.. view.Dims.Select((side, axis) => axis < view.Rank - target.Length ? side : Math.Max(side, target[axis - view.Rank + target.Length]))];
        if (dims.SequenceEqual(view.Dims.Select(side => (long)side)))
        {
            node.Result(view);
            return;
        }

        Image image = node.Image(view);
        if (view.Rank != 4 || image.Shape.Pixels != 1 || dims[0] != view.Dims[0] || dims[1] != view.Dims[1])
            throw new UnsupportedException("shape", $"[{string.Join(", ", view.Dims)}] as [{string.Join(", ", dims)}] repeats more than one pixel over rows and columns");
        var shape = new Compiler.Graph.Shape(Windows.Checked(dims[2], "shape", 1), Windows.Checked(dims[3], "shape", 1), image.Shape.Channels);
        DraftLayer layer = node.Add(Kinds.Upsample, image.Layer, shape).With("height", dims[2]).With("width", dims[3]);
        node.Result(new Image(image.View, false).Result(layer));
    }

    /// <summary>An axis counted from the front; negative ones count from behind.</summary>
    public static int Axis(long axis, int rank)
    {
        long position = axis < 0 ? axis + rank : axis;
        return position >= 0 && position < rank ? (int)position : throw new UnsupportedException("axis", $"there is no axis {axis} among {rank}");
    }

    /// <summary>The <c>axes</c> of an operator: an attribute before opset 13, an input from then on.</summary>
    public static long[]? Axes(NodeContext node) => node.Opset < 13 ? node.Node.Integers("axes") : node.Constant(1, "axes")?.Wholes();

    private static int Position(long position, int length) => (int)Math.Clamp(position < 0 ? position + length : position, 0, length);
}
