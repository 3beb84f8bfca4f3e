using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Cnn.Gen.Files;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its elements, row-major.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal readonly record struct TensorToWrite<T>(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<T> Values);

/// <summary>Writes parameters as a safetensors file, in the order of the layers.</summary>
internal static class SafetensorsWriter
{
    private const int BlockElements = 1 << 16;

    /// <summary>Writes the whole file.</summary>
    public static void Write<T>(Stream stream, ParameterSet<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WriteHeader<T>(stream, parameters.Info.Name, parameters.Info.Topology, parameters.Select(parameter => (parameter.Name, (IReadOnlyList<int>)[.. parameter.Shape])));
        foreach (Parameter<T> parameter in parameters)
            WriteValues(stream, parameter.Values);
    }

    /// <summary>Writes the whole file, from tensors of a network that no class has been made of yet.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="model">The name of the network's class.</param>
    /// <param name="topology">The hash of the network's topology.</param>
    /// <param name="tensors">Its parameters, in the order of the layers.</param>
    public static void Write<T>(Stream stream, string model, string topology, IReadOnlyList<TensorToWrite<T>> tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WriteHeader<T>(stream, model, topology, tensors.Select(tensor => (tensor.Name, tensor.Shape)));
        foreach (TensorToWrite<T> tensor in tensors)
            WriteValues(stream, tensor.Values.Span);
    }

    private static void WriteHeader<T>(Stream stream, string model, string topology, IEnumerable<(string Name, IReadOnlyList<int> Shape)> tensors)
        where T : unmanaged
    {
        ReadOnlySpan<byte> json = Header<T>(model, topology, tensors);
        Span<byte> prefix = stackalloc byte[8];
        int padding = -json.Length & 7; // Tensors begin at a multiple of 8, as the reference implementation has it.
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length + padding);
        stream.Write(prefix);
        stream.Write(json);
        stream.Write("        "u8[..padding]);
    }

    private static unsafe ReadOnlySpan<byte> Header<T>(string model, string topology, IEnumerable<(string Name, IReadOnlyList<int> Shape)> tensors)
        where T : unmanaged
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(HeaderParser.MetadataKey);
            json.WriteString(HeaderParser.ModelKey, model);
            json.WriteString(HeaderParser.TopologyKey, topology);
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, IReadOnlyList<int> shape) in tensors)
            {
                long end = offset + (shape.Aggregate(1L, static (product, side) => product * side) * sizeof(T));
                json.WriteStartObject(name);
                json.WriteString("dtype", sizeof(T) == sizeof(double) ? TensorType.F64 : TensorType.F32);
                json.WriteStartArray("shape");
                foreach (int side in shape)
                    json.WriteNumberValue(side);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static unsafe void WriteValues<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        while (!values.IsEmpty)
        {
            ReadOnlySpan<T> block = values[..Math.Min(values.Length, BlockElements)];
            values = values[block.Length..];
            if (BitConverter.IsLittleEndian)
                stream.Write(MemoryMarshal.AsBytes(block));
            else
                stream.Write(Reversed(MemoryMarshal.AsBytes(block), sizeof(T)));
        }
    }

    private static byte[] Reversed(ReadOnlySpan<byte> bytes, int size)
    {
        byte[] reversed = bytes.ToArray();
        for (int i = 0; i < reversed.Length; i += size)
            reversed.AsSpan(i, size).Reverse();
        return reversed;
    }
}
