using System.Globalization;
using Cnn.Gen.Onnx.Protos;

namespace Cnn.Gen.Onnx.Reading;

/// <summary>
/// Bytes of tensors that stand in files beside the model. A file's name comes from the model, which may be anyone's: only files inside the
/// model's own folder are opened, and only bytes that are there are read.
/// </summary>
/// <param name="folder">The model's folder; null where the model came from a stream.</param>
internal sealed class ExternalData(string? folder)
{
    /// <summary>The bytes of a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="expected">How many bytes its shape and type make.</param>
    /// <exception cref="InvalidDataException">The file is not there, outside of the folder, or too short.</exception>
    public byte[] Read(TensorProto tensor, long expected)
    {
        Dictionary<string, string> entries = [];
        foreach (StringStringEntryProto entry in tensor.ExternalData)
            entries[entry.Key] = entry.Value;
        string location = entries.GetValueOrDefault("location", "");
        using FileStream file = Open(tensor.Name, location);
        long offset = Number(entries, "offset", 0, tensor.Name);
        long length = Number(entries, "length", expected, tensor.Name);
        if (length != expected)
            throw Bad(tensor.Name, $"its shape takes {expected:N0} bytes, but it claims {length:N0} of '{location}'");
        if (offset > file.Length || file.Length - offset < expected)
            throw Bad(tensor.Name, $"it wants {expected:N0} bytes at offset {offset:N0} of '{location}', which has {file.Length:N0}");

        var bytes = new byte[expected];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private FileStream Open(string tensor, string location)
    {
        if (folder is null)
            throw Bad(tensor, $"its values stand in the file '{location}', but a model from a stream has no folder; import it from its path");
        if (location.Length == 0 || Path.IsPathRooted(location) || location.Contains('\0'))
            throw Bad(tensor, $"its values' location '{location}' is not a path inside of the model's folder");
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        string path = Path.GetFullPath(Path.Combine(root, location));
        if (!path.StartsWith(root, StringComparison.Ordinal))
            throw Bad(tensor, $"its values' location '{location}' is outside of the model's folder");
        var info = new FileInfo(path);
        if (!info.Exists)
            throw Bad(tensor, $"the file of its values, '{location}', is not there");
        string real = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        if (!real.StartsWith(root, StringComparison.Ordinal))
            throw Bad(tensor, $"its values' location '{location}' is a link to outside of the model's folder");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Bad(tensor, $"the file of its values, '{location}', cannot be read: {exception.Message}");
        }
    }

    private static long Number(Dictionary<string, string> entries, string key, long fallback, string tensor)
    {
        if (!entries.TryGetValue(key, out string? text))
            return fallback;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return number;
        throw Bad(tensor, $"the {key} of its values is '{text}', which is no whole number");
    }

    private static InvalidDataException Bad(string tensor, string reason) => new($"Tensor '{tensor}': {reason}.");
}
