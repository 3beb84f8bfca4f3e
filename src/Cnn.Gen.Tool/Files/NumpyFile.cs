using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cnn.Gen.Files;

namespace Cnn.Gen.Tool.Files;

/// <summary>
/// Reads NumPy's array files (format versions 1 to 3): a magic word, the version, the header's length, the header, which is the text of a Python
/// dictionary with descr, fortran_order and shape, and the elements. Of floating-point numbers, little endian, in C order.
/// </summary>
internal static partial class NumpyFile
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The array of a file, under the file's name.</summary>
    /// <exception cref="InvalidDataException">Not such a file, cut short, or of other elements.</exception>
    public static NamedTensor Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual(Magic))
            throw Bad(path, "it does not begin as NumPy's files do");
        int start = bytes[6] == 1 ? 10 : 12;
        long length = bytes[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (start + length > bytes.Length)
            throw Bad(path, $"its header claims {length:N0} bytes, but only {bytes.Length - start:N0} follow");

        string header = Encoding.UTF8.GetString(bytes, start, (int)length);
        string type = TypeName(path, Type().Match(header).Groups[1].Value);
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal))
            throw Bad(path, "its elements are in Fortran's order; save numpy.ascontiguousarray of it");
        if (!Shape().Match(header).Success)
            throw Bad(path, "its header names no shape");
        long[] shape = [.. Shape().Match(header).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(side => long.Parse(side, CultureInfo.InvariantCulture))];
        ReadOnlySpan<byte> data = bytes.AsSpan(start + (int)length);
        Int128 expected = shape.Aggregate((Int128)TensorType.Size(type), (product, side) => product * side);
        if (expected != data.Length)
            throw Bad(path, $"its array ({string.Join(", ", shape)}) takes {expected} bytes, but there are {data.Length}");

        var values = new double[data.Length / TensorType.Size(type)];
        TensorConverter.Convert(data, type, values);
        return new NamedTensor(Path.GetFileNameWithoutExtension(path), shape, values);
    }

    private static string TypeName(string path, string type) => type switch
    {
        "<f8" => TensorType.F64,
        "<f4" => TensorType.F32,
        "<f2" => TensorType.F16,
        _ => throw Bad(path, $"its elements are of type '{type}'; '<f4', '<f8' and '<f2' are read"),
    };

    private static InvalidDataException Bad(string path, string reason) => new($"{path} is no array file of NumPy's: {reason}.");

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'shape':\s*\(([0-9,\s]{0,200})\)")]
    private static partial Regex Shape();
}
