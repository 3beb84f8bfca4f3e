using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cnn.Gen.Onnx.Protos;
using Google.Protobuf.Collections;
using DataType = Cnn.Gen.Onnx.Protos.TensorProto.Types.DataType;

namespace Cnn.Gen.Onnx.Reading;

/// <summary>Reads the values of a tensor, wherever they stand: as raw bytes, in a typed list, or in a file of their own.</summary>
/// <param name="external">Where files beside the model are found.</param>
internal sealed class TensorReader(ExternalData external)
{
    private const int MaxRank = 16;

    /// <summary>The tensor.</summary>
    /// <exception cref="InvalidDataException">Its shape, type and values contradict each other.</exception>
    public Tensor Read(TensorProto tensor)
    {
        int[] dims = Dims(tensor);
        int length = (int)Tensor.Product(dims);
        if (tensor.Segment is not null)
            throw Bad(tensor, "it is a segment of a tensor, which no version of ONNX ever used");
        var type = (DataType)tensor.DataType;
        return type switch
        {
            DataType.Float => Tensor.Of(dims, Values(tensor, length, 4, tensor.FloatData, BinaryPrimitives.ReadSingleLittleEndian)),
            DataType.Double => Tensor.Of(dims, Values(tensor, length, 8, tensor.DoubleData, BinaryPrimitives.ReadDoubleLittleEndian)),
            DataType.Float16 => Tensor.Of(dims, Converted(tensor, length, 2, tensor.Int32Data, BinaryPrimitives.ReadInt16LittleEndian, Half)),
            DataType.Bfloat16 => Tensor.Of(dims, Converted(tensor, length, 2, tensor.Int32Data, BinaryPrimitives.ReadInt16LittleEndian, Brain)),
            DataType.Int64 => Tensor.Of(dims, Values(tensor, length, 8, tensor.Int64Data, BinaryPrimitives.ReadInt64LittleEndian)),
            DataType.Int32 => Tensor.Of(dims, Widened(tensor, length, 4, static bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes))),
            DataType.Int16 => Tensor.Of(dims, Widened(tensor, length, 2, static bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes))),
            DataType.Uint16 => Tensor.Of(dims, Widened(tensor, length, 2, static bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes))),
            DataType.Int8 => Tensor.Of(dims, Widened(tensor, length, 1, static bytes => (sbyte)bytes[0])),
            DataType.Uint8 => Tensor.Of(dims, Widened(tensor, length, 1, static bytes => bytes[0])),
            DataType.Uint32 => Tensor.Of(dims, Unsigned(tensor, length, 4, static bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes))),
            DataType.Uint64 => Tensor.Of(dims, Unsigned(tensor, length, 8, static bytes => unchecked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes)))),
            DataType.Bool => Tensor.Of(dims, Array.ConvertAll(Widened(tensor, length, 1, static bytes => bytes[0]), static value => value != 0)),
            _ => throw Bad(tensor, $"its element type {(Enum.IsDefined(type) ? type : tensor.DataType)} is not one of numbers"),
        };
    }

    private delegate TStored Decoder<TStored>(ReadOnlySpan<byte> bytes);

    private static float Half(int bits) => (float)BitConverter.UInt16BitsToHalf((ushort)bits);

    private static float Brain(int bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private static int[] Dims(TensorProto tensor)
    {
        if (tensor.Dims.Count > MaxRank)
            throw Bad(tensor, $"it has {tensor.Dims.Count} axes; at most {MaxRank} are possible");
        if (tensor.Dims.Any(side => side is < 0 or > int.MaxValue))
            throw Bad(tensor, $"its shape [{string.Join(", ", tensor.Dims)}] has a side that no array can have");
        int[] dims = [.. tensor.Dims.Select(side => (int)side)];
        if (Tensor.Product(dims) < 0)
            throw Bad(tensor, $"its shape [{string.Join(", ", dims)}] is larger than any array");
        return dims;
    }

    private T[] Values<T>(TensorProto tensor, int length, int size, RepeatedField<T> list, Decoder<T> decode)
        where T : unmanaged
    {
        if (Bytes(tensor, length, size) is not { } bytes)
            return [.. List(tensor, length, list)];
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.Cast<byte, T>(bytes.Span).ToArray();
        return Decode(bytes.Span, length, size, decode);
    }

    private float[] Converted(TensorProto tensor, int length, int size, RepeatedField<int> list, Decoder<short> decode, Func<int, float> convert)
    {
        if (Bytes(tensor, length, size) is { } bytes)
            return Array.ConvertAll(Decode(bytes.Span, length, size, decode), bits => convert((ushort)bits));
        return [.. List(tensor, length, list).Select(convert)];
    }

    private long[] Widened(TensorProto tensor, int length, int size, Decoder<long> decode) =>
        Bytes(tensor, length, size) is { } bytes ? Decode(bytes.Span, length, size, decode) : [.. List(tensor, length, tensor.Int32Data)];

    private long[] Unsigned(TensorProto tensor, int length, int size, Decoder<long> decode) =>
        Bytes(tensor, length, size) is { } bytes
            ? Decode(bytes.Span, length, size, decode)
            : [.. List(tensor, length, tensor.Uint64Data).Select(value => unchecked((long)value))];

    private static T[] Decode<T>(ReadOnlySpan<byte> bytes, int length, int size, Decoder<T> decode)
    {
        var values = new T[length];
        for (int i = 0; i < length; i++)
            values[i] = decode(bytes.Slice(i * size, size));
        return values;
    }

    /// <summary>Raw or external bytes; null where the values stand in a list.</summary>
    private ReadOnlyMemory<byte>? Bytes(TensorProto tensor, int length, int size)
    {
        long expected = (long)length * size;
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            return expected <= Array.MaxLength ? external.Read(tensor, expected) : throw Bad(tensor, "it is larger than any array");
        if (!tensor.HasRawData)
            return null;
        if (tensor.RawData.Length != expected)
            throw Bad(tensor, $"its shape [{string.Join(", ", tensor.Dims)}] takes {expected:N0} bytes, but {tensor.RawData.Length:N0} came");
        return tensor.RawData.Memory;
    }

    private static RepeatedField<T> List<T>(TensorProto tensor, int length, RepeatedField<T> list) =>
        list.Count == length ? list : throw Bad(tensor, $"its shape [{string.Join(", ", tensor.Dims)}] has {length:N0} elements, but {list.Count:N0} came");

    private static InvalidDataException Bad(TensorProto tensor, string reason) => new($"Tensor '{tensor.Name}': {reason}.");
}
