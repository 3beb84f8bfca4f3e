using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Cnn.Gen.Files;

/// <summary>Writes parameters as a safetensors file, in the order of the layers.</summary>
internal static class SafetensorsWriter
{
    private const int BlockElements = 1 << 16;

    /// <summary>Writes the whole file.</summary>
    public static void Write<T>(Stream stream, ParameterSet<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<byte> json = Header(parameters);
        Span<byte> prefix = stackalloc byte[8];
        int padding = -json.Length & 7; // Tensors begin at a multiple of 8, as the reference implementation has it.
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length + padding);
        stream.Write(prefix);
        stream.Write(json);
        stream.Write("        "u8[..padding]);
        foreach (Parameter<T> parameter in parameters)
            WriteValues(stream, parameter.Values);
    }

    private static unsafe ReadOnlySpan<byte> Header<T>(ParameterSet<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(HeaderParser.MetadataKey);
            json.WriteString(HeaderParser.ModelKey, parameters.Info.Name);
            json.WriteString(HeaderParser.TopologyKey, parameters.Info.Topology);
            json.WriteEndObject();
            long offset = 0;
            foreach (Parameter<T> parameter in parameters)
            {
                long end = offset + ((long)parameter.Length * sizeof(T));
                json.WriteStartObject(parameter.Name);
                json.WriteString("dtype", sizeof(T) == sizeof(double) ? TensorType.F64 : TensorType.F32);
                json.WriteStartArray("shape");
                foreach (int side in parameter.Shape)
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
