using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Reads files of golden figures, whose tensors are F32 or F64. Independent of the library's own reader.</summary>
internal static class Safetensors
{
    /// <summary>All tensors of a file by name.</summary>
    public static Dictionary<string, Tensor> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        ReadOnlySpan<byte> data = bytes.AsSpan(8 + headerLength);
        var tensors = new Dictionary<string, Tensor>();
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];
            int begin = entry.Value.GetProperty("data_offsets")[0].GetInt32(), end = entry.Value.GetProperty("data_offsets")[1].GetInt32();
            double[] values = entry.Value.GetProperty("dtype").GetString() == "F64"
                ? MemoryMarshal.Cast<byte, double>(data[begin..end]).ToArray()
                : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data[begin..end]).ToArray(), value => (double)value);
            tensors[entry.Name] = new Tensor(shape, values);
        }

        return tensors;
    }
}
