using Cnn.Gen.Onnx.Import.Operators;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Folding;

/// <summary>Arithmetic on constants, with ONNX's broadcasting.</summary>
internal static class Arithmetic
{
    /// <summary>A function of one number.</summary>
    public static Action<NodeContext> Unary(Func<double, double> function) => node =>
    {
        Tensor input = ConstantFolder.Input(node);
        node.Result(Tensor.Of(input.Kind, input.Dims, Array.ConvertAll(input.Reals(), value => function(value))));
    };

    /// <summary>A function of two numbers, in real and in whole ones.</summary>
    public static Action<NodeContext> Binary(Func<double, double, double> real, Func<long, long, long> whole) => node =>
    {
        node.Node.Ignore("fmod", "broadcast", "axis", "consumed_inputs");
        node.Result(Combine(ConstantFolder.Input(node), node.RequiredConstant(1, "input 1"), real, whole));
    };

    /// <summary>The same over any number of inputs.</summary>
    public static Action<NodeContext> Fold(Func<double, double, double> real, Func<long, long, long> whole) => node =>
        node.Result(Enumerable.Range(1, node.Operands.Count - 1)
            .Aggregate(ConstantFolder.Input(node), (sum, i) => Combine(sum, node.RequiredConstant(i, $"input {i}"), real, whole)));

    /// <summary>A relation between two numbers.</summary>
    public static Action<NodeContext> Compare(Func<double, double, bool> relation) => node =>
    {
        (Tensor a, Tensor b) = Matched(ConstantFolder.Input(node), node.RequiredConstant(1, "input 1"));
        node.Result(Tensor.Of(a.Dims, [.. Enumerable.Range(0, a.Length).Select(i => relation(a.Real(i), b.Real(i)))]));
    };

    /// <summary>Of two numbers the first where a condition holds, else the second.</summary>
    public static void Where(NodeContext node)
    {
        (Tensor condition, Tensor first) = Matched(ConstantFolder.Input(node), node.RequiredConstant(1, "X"));
        (first, Tensor second) = Matched(first, node.RequiredConstant(2, "Y"));
        condition = Repeated(condition, first.Dims);
        node.Result(first.Kind == TensorKind.Integer
            ? Tensor.Of(first.Dims, [.. Enumerable.Range(0, first.Length).Select(i => condition.Whole(i) != 0 ? first.Whole(i) : second.Whole(i))])
            : Tensor.Of(first.Kind, first.Dims, [.. Enumerable.Range(0, first.Length).Select(i => condition.Whole(i) != 0 ? first.Real(i) : second.Real(i))]));
    }

    /// <summary>One number of all along some axes.</summary>
    public static Action<NodeContext> Reduce(double start, Func<double, double, double> function) => node =>
    {
        Tensor input = ConstantFolder.Input(node);
        int rank = input.Dims.Length;
        bool asInput = node.Opset >= (node.Node.Operator == "ReduceSum" ? 13 : 18);
        long[]? given = asInput ? node.Constant(1, "axes")?.Wholes() : node.Node.Integers("axes");
        bool keep = node.Node.Integer("keepdims", 1) != 0, nothing = node.Node.Integer("noop_with_empty_axes", 0) != 0;
        HashSet<int> axes = given is { Length: > 0 } ? [.. given.Select(axis => Reshaping.Axis(axis, rank))] : nothing ? [] : [.. Enumerable.Range(0, rank)];
        int[] dims = [.. input.Dims.Select((side, axis) => axes.Contains(axis) ? 1 : side)], steps = Moves.Strides(dims), strides = Moves.Strides(input.Dims);
        var values = new double[Tensor.Product(dims)];
        Array.Fill(values, start);
        for (int i = 0; i < input.Length; i++)
        {
            int at = Enumerable.Range(0, rank).Sum(axis => axes.Contains(axis) ? 0 : i / strides[axis] % input.Dims[axis] * steps[axis]);
            values[at] = function(values[at], input.Real(i));
        }

        Tensor result = Tensor.Of(input.Kind, dims, values);
        node.Result(keep ? result : result.WithDims([.. dims.Where((_, axis) => !axes.Contains(axis))]));
    };

    /// <summary>Whole division towards zero.</summary>
    public static long Divide(long a, long b) => b switch
    {
        0 => throw new UnsupportedException("", "it divides by zero"),
        -1 => unchecked(-a),
        _ => a / b,
    };

    /// <summary>The remainder with the divisor's sign.</summary>
    public static long Modulo(long a, long b)
    {
        if (b is 0 or -1)
            return b == 0 ? throw new UnsupportedException("", "it divides by zero") : 0;
        long rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    /// <summary>The tensor with axes of length 1 repeated so that it has a shape.</summary>
    public static Tensor Repeated(Tensor tensor, int[] dims)
    {
        int[] own = Moves.Padded(tensor.Dims, dims.Length), strides = Moves.Strides(own);
        if (own.SequenceEqual(dims))
            return tensor.WithDims(dims);
        for (int axis = 0; axis < dims.Length; axis++)
        {
            if (own[axis] != 1 && own[axis] != dims[axis])
                throw new UnsupportedException("", $"[{string.Join(", ", tensor.Dims)}] cannot be repeated to [{string.Join(", ", dims)}]");
        }

        return Moves.Pick(tensor, dims, index =>
        {
            int at = 0;
            for (int axis = 0; axis < index.Length; axis++)
                at += own[axis] == 1 ? 0 : index[axis] * strides[axis];
            return at;
        });
    }

    private static Tensor Combine(Tensor a, Tensor b, Func<double, double, double> real, Func<long, long, long> whole)
    {
        (a, b) = Matched(a, b);
        if (a.IsWhole && b.IsWhole)
            return Tensor.Of(a.Dims, [.. Enumerable.Range(0, a.Length).Select(i => whole(a.Whole(i), b.Whole(i)))]);
        return Tensor.Of(a.IsWhole ? b.Kind : a.Kind, a.Dims, [.. Enumerable.Range(0, a.Length).Select(i => real(a.Real(i), b.Real(i)))]);
    }

    private static (Tensor A, Tensor B) Matched(Tensor a, Tensor b)
    {
        int rank = Math.Max(a.Dims.Length, b.Dims.Length);
        int[] left = Moves.Padded(a.Dims, rank), right = Moves.Padded(b.Dims, rank);
        long[] wanted = [.. left.Select((side, axis) => (long)(side == 1 ? right[axis] : side))];
        int[] dims = ConstantFolder.CheckedDims(wanted, Math.Max(ConstantFolder.MaxLength, Math.Max(a.Length, b.Length)));
        return (Repeated(a, dims), Repeated(b, dims));
    }
}
