using System.Numerics;
using System.Runtime.InteropServices;
using Cnn.Gen.Onnx.Protos;
using Google.Protobuf;

namespace Cnn.Gen.Onnx.Export;

/// <summary>Makes ONNX tensors of a network's element type.</summary>
internal abstract class TensorFactory
{
    /// <summary>The element type of all values.</summary>
    public abstract TensorProto.Types.DataType ElementType { get; }

    /// <summary>A parameter of the network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sides">The shape as which it is seen, over the canonical layout.</param>
    /// <param name="axes">Which of those sides become the tensor's, in order.</param>
    /// <param name="shape">The tensor's shape; null for the permuted sides.</param>
    public abstract TensorProto Parameter(string name, int[] sides, int[] axes, long[]? shape = null);

    /// <summary>Constant numbers; no sides for a single one.</summary>
    public abstract TensorProto Numbers(string name, double[] values, params long[] shape);

    /// <summary>Whole numbers that say how something is done: sides, axes.</summary>
    public static TensorProto Indices(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Int64, RawData = Bytes<long>(values) };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    /// <summary>Numbers in single precision.</summary>
    public static TensorProto Singles(string name, params double[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Float, RawData = Bytes(Array.ConvertAll(values, value => (float)value)) };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    /// <summary>The numbers as ONNX keeps them: little endian.</summary>
    protected static ByteString Bytes<T>(T[] values)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        int size = bytes.Length / Math.Max(values.Length, 1);
        for (int i = 0; !BitConverter.IsLittleEndian && i < bytes.Length; i += size)
            bytes.AsSpan(i, size).Reverse();
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}

/// <inheritdoc/>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="parameters">The network's parameters.</param>
internal sealed class TensorFactory<T>(ParameterSet<T> parameters) : TensorFactory
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override TensorProto.Types.DataType ElementType =>
        typeof(T) == typeof(double) ? TensorProto.Types.DataType.Double : TensorProto.Types.DataType.Float;

    public override TensorProto Parameter(string name, int[] sides, int[] axes, long[]? shape = null) =>
        Tensor(name, Permute(parameters[name].Values, sides, axes), shape ?? [.. axes.Select(axis => (long)sides[axis])]);

    public override TensorProto Numbers(string name, double[] values, params long[] shape) =>
        Tensor(name, Array.ConvertAll(values, T.CreateChecked), shape);

    private TensorProto Tensor(string name, T[] values, long[] shape)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType, RawData = Bytes(values) };
        tensor.Dims.Add(shape);
        return tensor;
    }

    /// <summary>The elements in the order in which <paramref name="axes"/>, the last innermost, walk over an array of these sides.</summary>
    private static T[] Permute(ReadOnlySpan<T> source, int[] sides, int[] axes)
    {
        var strides = new int[sides.Length];
        for (int axis = sides.Length - 1, stride = 1; axis >= 0; stride *= sides[axis--])
            strides[axis] = stride;
        var result = new T[source.Length];
        var index = new int[axes.Length];
        for (int to = 0, from = 0; to < result.Length; to++)
        {
            result[to] = source[from];
            for (int place = axes.Length - 1; place >= 0; place--)
            {
                from += strides[axes[place]];
                if (++index[place] < sides[axes[place]])
                    break;
                from -= strides[axes[place]] * sides[axes[place]];
                index[place] = 0;
            }
        }

        return result;
    }
}
