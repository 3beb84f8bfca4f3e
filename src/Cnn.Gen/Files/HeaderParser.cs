using System.Text.Json;

namespace Cnn.Gen.Files;

/// <summary>
/// Reads the JSON of a safetensors header: <c>{"__metadata__": {"key": "value", ..}, "name": {"dtype": "F32", "shape": [2, 3],
/// "data_offsets": [0, 24]}, ..}</c>. Names must be unique, keys complete, and bytes as many as type and shape say.
/// </summary>
internal static class HeaderParser
{
    /// <summary>The key of the topology's hash in the metadata.</summary>
    public const string TopologyKey = "cnn.gen.topology";

    /// <summary>The key of the class's name in the metadata.</summary>
    public const string ModelKey = "cnn.gen.model";

    /// <summary>The key of the metadata among the tensors.</summary>
    public const string MetadataKey = "__metadata__";

    // Bounds on what a small file can make us allocate.
    private const int MaxTensors = 1 << 12;
    private const int MaxRank = 16;

    /// <summary>The header, its tensors as they stand in the JSON.</summary>
    /// <exception cref="InvalidDataException">Anything is not as it must be.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return ParseHeader(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw SafetensorsHeader.Bad("its header is not the JSON it should be", exception); // The latter: text that is not UTF-8.
        }
    }

    private static SafetensorsHeader ParseHeader(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var tensors = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        Dictionary<string, string>? metadata = null;

        reader.Read();
        Expect(in reader, JsonTokenType.StartObject, "the header");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw SafetensorsHeader.Bad($"'{name}' stands in its header twice");
            if (name == MetadataKey)
                metadata = ParseMetadata(ref reader);
            else
                tensors.Add(ParseTensor(ref reader, name));
            if (tensors.Count > MaxTensors)
                throw SafetensorsHeader.Bad($"it has more than {MaxTensors:N0} tensors");
        }

        reader.Read(); // Throws where anything but white space follows.
        return new SafetensorsHeader
        {
            Tensors = [.. tensors],
            Topology = metadata?.GetValueOrDefault(TopologyKey),
            Model = metadata?.GetValueOrDefault(ModelKey),
        };
    }

    private static Dictionary<string, string> ParseMetadata(ref Utf8JsonReader reader)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Read();
        Expect(in reader, JsonTokenType.StartObject, MetadataKey);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool ours = reader.ValueTextEquals(TopologyKey) || reader.ValueTextEquals(ModelKey);
            string? key = ours ? reader.GetString() : null;
            reader.Read();
            Expect(in reader, JsonTokenType.String, MetadataKey);
            if (key is not null && !metadata.TryAdd(key, reader.GetString()!))
                throw SafetensorsHeader.Bad($"'{key}' stands in its metadata twice");
        }

        return metadata;
    }

    private static TensorEntry ParseTensor(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        reader.Read();
        Expect(in reader, JsonTokenType.StartObject, name);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (type is null && reader.ValueTextEquals("dtype"u8))
                type = ParseString(ref reader, name);
            else if (shape is null && reader.ValueTextEquals("shape"u8))
                shape = ParseNumbers(ref reader, name);
            else if (offsets is null && reader.ValueTextEquals("data_offsets"u8))
                offsets = ParseNumbers(ref reader, name);
            else
                throw SafetensorsHeader.Bad($"'{name}' has a key that is not 'dtype', 'shape' or 'data_offsets', or one of them twice");
        }

        if (type is null || shape is null || offsets is not [long begin, long end] || begin > end)
            throw SafetensorsHeader.Bad($"'{name}' must have a 'dtype', a 'shape' and two 'data_offsets', the larger one last");
        CheckLength(name, type, shape, end - begin);
        return new TensorEntry(name, type, shape, begin, end);
    }

    private static void CheckLength(string name, string type, long[] shape, long bytes)
    {
        int size = TensorType.Size(type);
        if (size == 0)
            return; // A newer type; such a tensor can be left out but not read.
        Int128 expected = size;
        foreach (long side in shape)
        {
            expected *= side;
            if (expected > long.MaxValue)
                throw SafetensorsHeader.Bad($"'{name}' of shape {Shapes.Format(shape)} is larger than any file");
        }

        if (expected != bytes)
            throw SafetensorsHeader.Bad($"'{name}' of type {type} and shape {Shapes.Format(shape)} takes {expected:N0} bytes, but its offsets give {bytes:N0}");
    }

    private static string ParseString(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        Expect(in reader, JsonTokenType.String, name);
        return reader.GetString()!;
    }

    private static long[] ParseNumbers(ref Utf8JsonReader reader, string name)
    {
        Span<long> numbers = stackalloc long[MaxRank];
        int count = 0;
        reader.Read();
        Expect(in reader, JsonTokenType.StartArray, name);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == MaxRank || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw SafetensorsHeader.Bad($"'{name}' has a 'shape' or 'data_offsets' that is not a list of at most {MaxRank} whole numbers");
            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private static void Expect(in Utf8JsonReader reader, JsonTokenType token, string where)
    {
        if (reader.TokenType != token)
            throw SafetensorsHeader.Bad($"'{where}' should be a JSON {token}, but is {reader.TokenType}");
    }
}
