using System.Numerics;
using Cnn.Gen.Runtime;

namespace Cnn.Gen.Files;

/// <summary>
/// Loads a safetensors file into a <see cref="ParameterSet{T}"/>, all or nothing: names, shapes and topology are compared first, then the
/// values are read into a copy, and only when the last byte has come does the copy replace the parameters. The file is never held in
/// memory as a whole.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class ParameterReader<T>(ParameterSet<T> parameters, ParameterNames names, LoadOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockBytes = 1 << 16;

    private readonly List<string> _missing = [];
    private readonly List<string> _unknown = [];
    private readonly List<string> _mismatched = [];

    /// <summary>Reads <paramref name="stream"/> to its end.</summary>
    /// <exception cref="InvalidDataException">It is not a valid file, or not this model's. Nothing has been changed.</exception>
    public LoadResult Load(Stream stream)
    {
        SafetensorsHeader header = SafetensorsHeader.Read(stream);
        bool[] wanted = Compare(header);
        T[] values = parameters.Values.ToArray();
        ReadTensors(stream, header, wanted, values);

        values.CopyTo(parameters.Flat);
        parameters.Touch();
        return new LoadResult { Missing = _missing, Unknown = _unknown, Mismatched = _mismatched };
    }

    /// <summary>Which of the header's tensors are to be read.</summary>
    private bool[] Compare(SafetensorsHeader header)
    {
        TensorEntry[] tensors = header.Tensors;
        var tensorOf = new int[parameters.Count];
        Array.Fill(tensorOf, -1);
        for (int i = 0; i < tensors.Length; i++)
        {
            if (names.TryGet(tensors[i].Name, out int parameter))
                tensorOf[parameter] = i;
        }

        var wanted = new bool[tensors.Length];
        for (int i = 0; i < tensorOf.Length; i++)
            CompareOne(parameters.Info.Parameters[i], tensorOf[i], header, wanted);

        foreach (TensorEntry tensor in tensors.Where(tensor => !names.TryGet(tensor.Name, out _)))
            Leave(_unknown, tensor.Name, header, $"the file has '{tensor.Name}' of shape {Shapes.Format(tensor.Shape)}, the model has no such parameter");

        if (options.Strict && !options.IgnoreTopology && header.Topology is { } topology && topology != parameters.Info.Topology)
        {
            throw Misfit(header, $"all names and shapes agree, but the networks differ (topology {topology} in the file, " +
                $"{parameters.Info.Topology} in the model); LoadOptions.IgnoreTopology loads it all the same");
        }

        return wanted;
    }

    private void CompareOne(ParameterInfo parameter, int tensor, SafetensorsHeader header, bool[] wanted)
    {
        string expected = $"'{parameter.Name}' has shape {Shapes.Format(parameter.Shape)} in the model";
        if (tensor < 0)
        {
            Leave(_missing, parameter.Name, header, $"{expected}, the file has no such tensor");
            return;
        }

        TensorEntry entry = header.Tensors[tensor];
        if (!entry.Shape.AsSpan().SequenceEqual(Array.ConvertAll(parameter.Shape, static side => (long)side)))
            Leave(_mismatched, parameter.Name, header, $"{expected}, but {Shapes.Format(entry.Shape)} in the file");
        else if (!TensorType.IsReadable(entry.Type))
            Leave(_mismatched, parameter.Name, header, $"{expected}, and is of type {entry.Type} in the file; F64, F32, F16 and BF16 can be read");
        else
            wanted[tensor] = true;
    }

    private void Leave(List<string> list, string name, SafetensorsHeader header, string difference)
    {
        if (options.Strict)
            throw Misfit(header, difference);
        list.Add(name);
    }

    private InvalidDataException Misfit(SafetensorsHeader header, string difference) =>
        new($"The file{(header.Model is null ? "" : $", saved by '{header.Model}',")} does not hold the parameters of {parameters.Info.Name}: {difference}.");

    private void ReadTensors(Stream stream, SafetensorsHeader header, bool[] wanted, T[] values)
    {
        var block = new byte[BlockBytes];
        for (int i = 0; i < header.Tensors.Length; i++)
        {
            TensorEntry tensor = header.Tensors[i];
            Span<T> target = default;
            if (wanted[i])
            {
                names.TryGet(tensor.Name, out int index);
                ParameterInfo parameter = parameters.Info.Parameters[index];
                target = values.AsSpan(parameter.Offset, parameter.Length);
            }

            ReadTensor(stream, tensor, target, block);
        }

        if (stream.ReadAtLeast(block.AsSpan(0, 1), 1, throwOnEndOfStream: false) != 0)
            throw SafetensorsHeader.Bad("there are more bytes after its last tensor");
    }

    /// <summary>Reads a tensor's bytes; into <paramref name="target"/> unless that is empty.</summary>
    private static void ReadTensor(Stream stream, TensorEntry tensor, Span<T> target, byte[] block)
    {
        int size = TensorType.Size(tensor.Type);
        int done = 0;
        for (long left = tensor.End - tensor.Begin; left > 0;)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(left, BlockBytes));
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
                throw SafetensorsHeader.Bad($"it ends inside '{tensor.Name}', {left - read:N0} bytes too early");
            left -= read;
            if (target.IsEmpty)
                continue;
            TensorConverter.Convert(bytes, tensor.Type, target.Slice(done, read / size));
            done += read / size;
        }
    }
}
