using System.Buffers.Binary;
using System.IO.Compression;

namespace Cnn.Gen;

/// <summary>The content of an IDX file of unsigned bytes.</summary>
/// <param name="Shape">The dimensions, the number of items first.</param>
/// <param name="Bytes">The elements, in rows.</param>
internal sealed record IdxData(int[] Shape, byte[] Bytes);

/// <summary>
/// Reads an IDX file (the format of the MNIST data set): two zero bytes, the element type (8 for unsigned bytes), the number
/// of dimensions, each dimension as a big-endian 32-bit number, then the elements; all of it perhaps compressed with gzip.
/// Memory grows with what has really been read, never with what the header promises.
/// </summary>
internal sealed class IdxReader(Stream file, string name)
{
    private const byte UnsignedByte = 8;
    private const int FirstBuffer = 1 << 16;
    private long _position;

    /// <summary>What the file is called in messages.</summary>
    public string Name => name;

    /// <summary>Reads the whole file.</summary>
    /// <param name="fewestDimensions">The fewest dimensions that will do.</param>
    /// <param name="mostDimensions">The most that will do.</param>
    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    public IdxData Read(int fewestDimensions, int mostDimensions)
    {
        using Stream content = OpenContent();
        int[] shape = ReadShape(content, fewestDimensions, mostDimensions);
        byte[] bytes = ReadElements(content, shape);
        if (ReadSome(content, new byte[1]) != 0)
            throw Wrong($"the file goes on after the {bytes.Length} elements of [{string.Join(", ", shape)}] that its header speaks of");
        return new IdxData(shape, bytes);
    }

    /// <summary>The file as it is, or unpacked: gzip is known by its first two bytes, with which no IDX file begins.</summary>
    private Stream OpenContent()
    {
        byte[] head = new byte[2];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        Stream whole = new PrefixedStream(head.AsMemory(0, length), file);
        return head is [0x1F, 0x8B] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    private int[] ReadShape(Stream content, int fewest, int most)
    {
        byte[] head = ReadExactly(content, new byte[4], "its four bytes of type");
        if (head[0] != 0 || head[1] != 0)
            throw Wrong($"it begins with {Convert.ToHexString(head)}; an IDX file begins with 0000, gzip with 1F8B", 0);
        if (head[2] != UnsignedByte)
            throw Wrong($"its elements are of type 0x{head[2]:X2}; only unsigned bytes (0x08) are read", 2);
        if (head[3] < fewest || head[3] > most)
            throw Wrong($"it has {head[3]} dimensions; expected {(fewest == most ? $"{fewest}" : $"{fewest} to {most}")}", 3);

        int[] shape = new int[head[3]];
        for (int i = 0; i < shape.Length; i++)
        {
            uint side = BinaryPrimitives.ReadUInt32BigEndian(ReadExactly(content, new byte[4], $"dimension {i}"));
            if (side > int.MaxValue || (i > 0 && side == 0))
                throw Wrong($"dimension {i} is {side}; expected {(i > 0 ? 1 : 0)} to {int.MaxValue}", _position - 4);
            shape[i] = (int)side;
        }

        return shape;
    }

    private byte[] ReadElements(Stream content, int[] shape)
    {
        Int128 promised = 1;
        foreach (int side in shape)
            promised *= side;
        if (promised > Array.MaxLength)
            throw Wrong($"its header speaks of [{string.Join(", ", shape)}] elements, {promised} in all; at most {Array.MaxLength} can be read");

        int length = (int)promised, read = 0;
        byte[] bytes = new byte[Math.Min(length, FirstBuffer)];
        while (read < length)
        {
            if (read == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
            int some = ReadSome(content, bytes.AsSpan(read));
            if (some == 0)
                throw Wrong($"it ends after {read} of the {length} elements of [{string.Join(", ", shape)}] that its header speaks of");
            read += some;
        }

        return bytes;
    }

    private byte[] ReadExactly(Stream content, byte[] buffer, string what)
    {
        for (int read = 0, some; read < buffer.Length; read += some)
        {
            some = ReadSome(content, buffer.AsSpan(read));
            if (some == 0)
                throw Wrong($"it ends before {what} is complete");
        }

        return buffer;
    }

    private int ReadSome(Stream content, Span<byte> buffer)
    {
        try
        {
            int read = content.Read(buffer);
            _position += read;
            return read;
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{name}', after byte {_position} of its unpacked content: the gzip data is damaged. {exception.Message}", exception);
        }
    }

    private InvalidDataException Wrong(string problem, long? at = null) => new($"'{name}', byte {at ?? _position}: {problem}.");

    /// <summary>Bytes already taken from a stream, then the rest of it. Does not close the stream.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (_prefix.IsEmpty)
                return rest.Read(buffer);
            int length = Math.Min(buffer.Length, _prefix.Length);
            _prefix.Span[..length].CopyTo(buffer);
            _prefix = _prefix[length..];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
