using System.Buffers.Binary;
using System.Text;

namespace Cnn.Gen.Tests;

/// <summary>Makes safetensors files by hand, good ones and bad ones.</summary>
internal static class SafetensorsFile
{
    public const string GoodHeader =
        """{"Flip1.scale":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"Flip1.mean":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"Flip1.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}""";

    /// <summary>A file with the header as it is given, whatever it says.</summary>
    public static byte[] Raw(string header, int dataBytes, ulong? claimedLength = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimedLength ?? (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }

    /// <summary>A file of tensors, one after the other.</summary>
    public static byte[] Of(params (string Name, string Type, int[] Shape, byte[] Data)[] tensors) => Of("", tensors);

    /// <summary>A file of tensors, with something before them in the header, such as metadata and a comma.</summary>
    public static byte[] Of(string before, params (string Name, string Type, int[] Shape, byte[] Data)[] tensors)
    {
        int offset = 0;
        IEnumerable<string> entries = tensors.Select(tensor =>
            $$"""
            "{{tensor.Name}}":{"dtype":"{{tensor.Type}}","shape":[{{string.Join(",", tensor.Shape)}}],"data_offsets":[{{offset}},{{offset += tensor.Data.Length}}]}
            """);
        string header = "{" + before + string.Join(",", entries) + "}";
        return [.. Raw(header, 0), .. tensors.SelectMany(tensor => tensor.Data)];
    }

    public static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Bytes(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Bytes(params Half[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>bfloat16: the upper halves.</summary>
    public static byte[] UpperHalves(params float[] values) => [.. values.SelectMany(value => BitConverter.GetBytes(value)[2..])];
}

/// <summary>A stream that cannot seek, does not know its length, and gives a few bytes at a time.</summary>
internal sealed class TricklingStream(byte[] bytes) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = Math.Min(Math.Min(count, 7), bytes.Length - _position);
        bytes.AsSpan(_position, read).CopyTo(buffer.AsSpan(offset));
        _position += read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
