using Cnn.Gen.Files;

namespace Cnn.Gen.Tool.Files;

/// <summary>Numbers with their shape.</summary>
/// <param name="Name">What it is called in its file.</param>
/// <param name="Shape">The sides, outermost first.</param>
/// <param name="Values">The numbers.</param>
internal sealed record NamedTensor(string Name, long[] Shape, double[] Values);

/// <summary>Reads tensors from the files that frameworks write: safetensors, and NumPy's .npy with one array.</summary>
internal static class TensorFile
{
    /// <summary>All tensors of a file, by its extension.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or one that contradicts itself.</exception>
    public static IReadOnlyList<NamedTensor> Read(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".safetensors" => ReadSafetensors(path),
        ".npy" => [NumpyFile.Read(path)],
        var other => throw new InvalidDataException($"{path}: a file of tensors ends in .safetensors or .npy, not in '{other}'."),
    };

    private static List<NamedTensor> ReadSafetensors(string path)
    {
        using FileStream stream = File.OpenRead(path);
        SafetensorsHeader header = SafetensorsHeader.Read(stream); // Checks the tensors' lengths against the file's.
        var tensors = new List<NamedTensor>();
        foreach (TensorEntry entry in header.Tensors)
        {
            var bytes = new byte[entry.End - entry.Begin];
            stream.ReadExactly(bytes);
            if (!TensorType.IsReadable(entry.Type))
                continue;
            var values = new double[bytes.Length / TensorType.Size(entry.Type)];
            TensorConverter.Convert(bytes, entry.Type, values);
            tensors.Add(new NamedTensor(entry.Name, entry.Shape, values));
        }

        return tensors;
    }
}
