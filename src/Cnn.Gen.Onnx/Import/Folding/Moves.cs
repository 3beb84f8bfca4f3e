using Cnn.Gen.Onnx.Import.Operators;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Folding;

/// <summary>Operators on constants that move elements: each element of the result is one of the input, found by its index.</summary>
internal static class Moves
{
    /// <summary>Another shape.</summary>
    public static void Reshape(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        long[] target = node.Opset < 5 ? node.Node.Integers("shape") ?? [] : node.RequiredConstant(1, "shape").Wholes();
        node.Result(input.WithDims(Reshaping.ReshapedDims(input.Dims, target, node.Node.Integer("allowzero", 0) != 0)));
    }

    /// <summary>Two axes.</summary>
    public static void Flatten(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        node.Result(input.WithDims(Reshaping.FlattenedDims(input.Dims, node.Node.Integer("axis", 1))));
    }

    /// <summary>Without axes of length 1.</summary>
    public static void Squeeze(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        node.Result(input.WithDims(Reshaping.SqueezedDims(input.Dims, Reshaping.Axes(node))));
    }

    /// <summary>With more axes of length 1.</summary>
    public static void Unsqueeze(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        node.Result(input.WithDims(Reshaping.UnsqueezedDims(input.Dims, Reshaping.Axes(node) ?? [])));
    }

    /// <summary>The axes in another order.</summary>
    public static void Transpose(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        int[] order = Reshaping.Permutation(node, input.Dims.Length), strides = Strides(input.Dims);
        node.Result(Pick(input, [.. order.Select(axis => input.Dims[axis])], index => Sum(index, axis => strides[order[axis]])));
    }

    /// <summary>Axes of length 1 repeated.</summary>
    public static void Expand(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        long[] target = node.RequiredConstant(1, "shape").Wholes();
        int rank = Math.Max(target.Length, input.Dims.Length);
        int[] dims = Padded(input.Dims, rank);
        long[] wanted = [.. dims.Select((side, axis) => axis < rank - target.Length ? side : side == 1 ? target[axis - rank + target.Length] : side)];
        node.Result(Arithmetic.Repeated(input, ConstantFolder.CheckedDims(wanted)));
    }

    /// <summary>Each axis repeated as a whole.</summary>
    public static void Tile(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        long[] repeats = node.RequiredConstant(1, "repeats").Wholes();
        if (repeats.Length != input.Dims.Length || repeats.Any(count => count is < 0 or > ConstantFolder.MaxLength))
            throw new UnsupportedException("repeats", $"[{string.Join(", ", repeats)}] does not fit [{string.Join(", ", input.Dims)}]");
        int[] strides = Strides(input.Dims), dims = ConstantFolder.CheckedDims(input.Dims.Select((side, axis) => side * repeats[axis]));
        node.Result(Pick(input, dims, index =>
        {
            int at = 0;
            for (int axis = 0; axis < index.Length; axis++)
                at += index[axis] % input.Dims[axis] * strides[axis];
            return at;
        }));
    }

    /// <summary>A part.</summary>
    public static void Slice(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        foreach ((int axis, int start, int step, int count) in Selections.Ranges(node, input.Dims))
            input = Along(input, axis, [.. Enumerable.Range(0, count).Select(i => start + (i * step))]);
        node.Result(input);
    }

    /// <summary>Elements at indices along an axis.</summary>
    public static void Gather(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node), indices = node.RequiredConstant(1, "indices");
        int axis = Reshaping.Axis(node.Node.Integer("axis", 0), input.Dims.Length), side = input.Dims[axis];
        long[] all = [.. indices.Wholes().Select(index => index < 0 ? index + side : index)];
        if (all.Any(index => index < 0 || index >= side))
            throw new UnsupportedException("indices", $"[{string.Join(", ", all)}] leaves an axis of {side} elements");
        Tensor taken = Along(input, axis, [.. all.Select(index => (int)index)]);
        node.Result(taken.WithDims([.. input.Dims.Take(axis), .. indices.Dims, .. input.Dims.Skip(axis + 1)]));
    }

    /// <summary>Side by side.</summary>
    public static void Concat(NodeContext node)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, node.Operands.Count).Select(i => node.RequiredConstant(i, $"input {i}"))];
        int rank = inputs[0].Dims.Length, axis = Reshaping.Axis(node.Node.Integer("axis", 0), rank);
        int[] dims = [.. inputs[0].Dims];
        bool fits = inputs.All(input => input.Dims.Length == rank && input.Kind == inputs[0].Kind
            && input.Dims.Where((_, i) => i != axis).SequenceEqual(dims.Where((_, i) => i != axis)));
        if (!fits)
            throw new UnsupportedException("", "its inputs differ in more than one axis");
        dims[axis] = inputs.Sum(input => input.Dims[axis]);
        int outer = (int)Tensor.Product(dims.Take(axis)), inner = (int)Tensor.Product(dims.Skip(axis + 1));
        IEnumerable<(Tensor From, int Index)> order = Enumerable.Range(0, outer).SelectMany(row => inputs.SelectMany(input =>
            Enumerable.Range(row * input.Dims[axis] * inner, input.Dims[axis] * inner).Select(index => (input, index))));
        node.Result(inputs[0].IsWhole && inputs[0].Kind == TensorKind.Integer
            ? Tensor.Of(dims, [.. order.Select(item => item.From.Whole(item.Index))])
            : Tensor.Of(inputs[0].Kind, dims, [.. order.Select(item => item.From.Real(item.Index))]));
    }

    /// <summary>In parts.</summary>
    public static void Split(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        int axis = Reshaping.Axis(node.Node.Integer("axis", 0), input.Dims.Length), side = input.Dims[axis];
        long[]? sizes = node.Opset < 13 ? node.Node.Integers("split") : node.Constant(1, "split")?.Wholes();
        int parts = node.Node.Outputs.Length, part = (side + parts - 1) / parts;
        node.Node.Ignore("num_outputs");
        sizes ??= [.. Enumerable.Range(0, parts).Select(index => (long)Math.Min(part, side - (index * part)))];
        if (sizes.Sum() != side || sizes.Any(size => size < 0))
            throw new UnsupportedException("split", $"parts of {string.Join(", ", sizes)} do not make up {side}");
        int start = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            node.Result(Along(input, axis, [.. Enumerable.Range(start, (int)sizes[i])]), i);
            start += (int)sizes[i];
        }
    }

    /// <summary>Elements at some indices along one axis.</summary>
    private static Tensor Along(Tensor input, int axis, int[] indices)
    {
        int[] dims = [.. input.Dims], strides = Strides(input.Dims);
        dims[axis] = indices.Length;
        ConstantFolder.CheckedDims(dims.Select(side => (long)side), Math.Max(ConstantFolder.MaxLength, input.Length));
        return Pick(input, dims, index =>
        {
            int at = 0;
            for (int i = 0; i < index.Length; i++)
                at += (i == axis ? indices[index[i]] : index[i]) * strides[i];
            return at;
        });
    }

    /// <summary>Row-major strides.</summary>
    public static int[] Strides(int[] dims)
    {
        var strides = new int[dims.Length];
        for (int axis = dims.Length - 1, step = 1; axis >= 0; step *= Math.Max(1, dims[axis--]))
            strides[axis] = step;
        return strides;
    }

    /// <summary>The shape with axes of length 1 in front.</summary>
    public static int[] Padded(int[] dims, int rank) => [.. Enumerable.Repeat(1, rank - dims.Length), .. dims];

    /// <summary>The input's elements at what <paramref name="source"/> gives for each index of the result.</summary>
    public static Tensor Pick(Tensor input, int[] dims, Func<int[], int> source)
    {
        var indices = new int[Tensor.Product(dims)];
        var index = new int[dims.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = source(index);
            for (int axis = dims.Length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--)
                index[axis] = 0;
        }

        return input.Pick(dims, indices);
    }

    private static int Sum(int[] index, Func<int, int> stride)
    {
        int at = 0;
        for (int axis = 0; axis < index.Length; axis++)
            at += index[axis] * stride(axis);
        return at;
    }
}
