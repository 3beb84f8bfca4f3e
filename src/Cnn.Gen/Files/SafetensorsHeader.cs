using System.Buffers.Binary;

namespace Cnn.Gen.Files;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">Its element type's name, see <see cref="TensorType"/>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct TensorEntry(string Name, string Type, long[] Shape, long Begin, long End);

/// <summary>
/// The header of a safetensors file: 8 bytes that hold its length N (little endian), then N bytes of JSON, then the tensors' bytes.
/// Checked here: everything that can be known before the tensors' bytes are read.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that is read, as in the format's reference implementation.</summary>
    private const int MaxLength = 100_000_000;

    private const int FirstBlock = 1 << 16;

    /// <summary>The tensors, in the order of their bytes, which leave no gap and do not overlap.</summary>
    public required TensorEntry[] Tensors { get; init; }

    /// <summary>The topology of the network that the file is from; null where it does not say.</summary>
    public required string? Topology { get; init; }

    /// <summary>The name of the class that wrote the file; null where it does not say.</summary>
    public required string? Model { get; init; }

    /// <summary>Reads and checks the header, and leaves <paramref name="stream"/> at the first tensor's bytes.</summary>
    /// <exception cref="InvalidDataException">Not a safetensors file, or one that contradicts itself.</exception>
    public static SafetensorsHeader Read(Stream stream)
    {
        byte[] json = ReadJson(stream);
        SafetensorsHeader header = HeaderParser.Parse(json);
        CheckOrder(header.Tensors);
        long dataLength = header.Tensors.Length == 0 ? 0 : header.Tensors[^1].End;
        if (stream.CanSeek && stream.Length - stream.Position != dataLength)
        {
            throw Bad($"its tensors should take {dataLength:N0} bytes after the header, but there are {stream.Length - stream.Position:N0}");
        }

        return header;
    }

    /// <summary>What is thrown for a file that is no good.</summary>
    public static InvalidDataException Bad(string reason, Exception? inner = null) =>
        new($"Not a valid safetensors file: {reason}.", inner);

    private static byte[] ReadJson(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw Bad("it is shorter than the 8 bytes that hold the header's length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxLength)
            throw Bad($"its header claims {length:N0} bytes; at most {MaxLength:N0} are read");
        if (stream.CanSeek && (long)length > stream.Length - stream.Position)
            throw CutHeader(length, stream.Length - stream.Position);

        // Without a known length, memory grows with what has really come, never by the header's word.
        var json = new byte[stream.CanSeek ? (int)length : Math.Min((int)length, FirstBlock)];
        int filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(json.AsSpan(filled), json.Length - filled, throwOnEndOfStream: false);
            if (filled < json.Length)
                throw CutHeader(length, filled);
            if (filled == (int)length)
                return json;
            Array.Resize(ref json, (int)Math.Min((long)length, 2L * json.Length));
        }
    }

    private static InvalidDataException CutHeader(ulong claimed, long found) =>
        Bad($"its header claims {claimed:N0} bytes, but only {found:N0} follow");

    private static void CheckOrder(TensorEntry[] tensors)
    {
        Array.Sort(tensors, static (a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long end = 0;
        foreach (TensorEntry tensor in tensors)
        {
            if (tensor.Begin != end)
                throw Bad($"'{tensor.Name}' begins at byte {tensor.Begin:N0}, but what stands before it ends at {end:N0}");
            end = tensor.End;
        }
    }
}
