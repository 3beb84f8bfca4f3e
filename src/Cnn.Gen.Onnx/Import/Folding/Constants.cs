using Cnn.Gen.Onnx.Protos;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Folding;

/// <summary>Constant, ConstantOfShape, Range, Shape and Cast of constants.</summary>
internal static class Constants
{
    /// <summary>The tensor, number or list in an attribute.</summary>
    public static void Constant(NodeContext node)
    {
        OnnxNode from = node.Node;
        if (from.TensorProto("value") is { } tensor)
            node.Result(node.Tensors.Read(tensor));
        else if (from.Has("value_float"))
            node.Result(Tensor.Of([], [(float)from.Real("value_float", 0)]));
        else if (from.Has("value_int"))
            node.Result(Tensor.Of([], [from.Integer("value_int", 0)]));
        else if (from.Reals("value_floats") is { } reals)
            node.Result(Tensor.Of([reals.Length], Array.ConvertAll(reals, static value => (float)value)));
        else if (from.Integers("value_ints") is { } integers)
            node.Result(Tensor.List(integers));
        else
            throw new UnsupportedException("value", "it is not there, or is neither a tensor nor a number nor a list of numbers");
    }

    /// <summary>One number as often as a shape says.</summary>
    public static void ConstantOfShape(NodeContext node)
    {
        int[] dims = ConstantFolder.CheckedDims(ConstantFolder.Input(node).Wholes());
        Tensor value = node.Node.TensorProto("value") is { } tensor ? node.Tensors.Read(tensor) : Tensor.Of([1], new float[1]);
        if (value.Length != 1)
            throw new UnsupportedException("value", $"one number is expected, but {value.Length} came");
        node.Result(value.Pick(dims, new int[Tensor.Product(dims)]));
    }

    /// <summary>start, start + delta, .. below limit.</summary>
    public static void Range(NodeContext node)
    {
        Tensor start = ConstantFolder.Input(node);
        double from = start.Real(0), limit = node.RequiredConstant(1, "limit").Real(0), delta = node.RequiredConstant(2, "delta").Real(0);
        double count = Math.Max(0, Math.Ceiling((limit - from) / delta));
        if (!(count <= ConstantFolder.MaxLength))
            throw new UnsupportedException("limit", $"{count} elements are more than {ConstantFolder.MaxLength:N0}");
        double[] values = [.. Enumerable.Range(0, (int)count).Select(i => from + (i * delta))];
        node.Result(Tensor.Of(start.Kind, [values.Length], values));
    }

    /// <summary>The shape.</summary>
    public static void Shape(NodeContext node)
    {
        int[] dims = ConstantFolder.Input(node).Dims;
        long start = node.Node.Integer("start", 0), end = node.Node.Integer("end", dims.Length);
        int first = (int)Math.Clamp(start < 0 ? start + dims.Length : start, 0, dims.Length);
        int last = (int)Math.Clamp(end < 0 ? end + dims.Length : end, 0, dims.Length);
        node.Result(Tensor.List(dims.Skip(first).Take(last - first).Select(side => (long)side)));
    }

    /// <summary>Another element type: real numbers are cut off to whole ones.</summary>
    public static void Cast(NodeContext node)
    {
        Tensor input = ConstantFolder.Input(node);
        var to = (TensorProto.Types.DataType)node.Node.Integer("to", 0);
        node.Node.Ignore("saturate", "round_mode");
        TensorKind kind = to switch
        {
            TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 => TensorKind.Single,
            TensorProto.Types.DataType.Double => TensorKind.Double,
            TensorProto.Types.DataType.Bool => TensorKind.Boolean,
            TensorProto.Types.DataType.Int8 or TensorProto.Types.DataType.Int16 or TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Int64
                or TensorProto.Types.DataType.Uint8 or TensorProto.Types.DataType.Uint16 or TensorProto.Types.DataType.Uint32
                or TensorProto.Types.DataType.Uint64 => TensorKind.Integer,
            _ => throw new UnsupportedException("to", $"element type {to} is not one of numbers"),
        };
        node.Result(kind == TensorKind.Integer && input.IsWhole ? Tensor.Of(input.Dims, input.Wholes()) : Tensor.Of(kind, input.Dims, input.Reals()));
    }
}
