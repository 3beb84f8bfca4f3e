using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Onnx;
using Cnn.Gen.Onnx.Export;
using Cnn.Gen.Tool.Commands;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Tool.Verification;

/// <summary>Which value of an ONNX file each value of a network is, and where the network's parameters come from.</summary>
/// <param name="Names">The file's names, by those in the class.</param>
/// <param name="Imported">What the importer makes of the file; null where it was not needed.</param>
/// <param name="Note">What the user should know; null for nothing.</param>
internal sealed record NameMap(IReadOnlyDictionary<string, string> Names, ImportResult? Imported, string? Note)
{
    /// <summary>
    /// The map for a network and a file. Files that were exported call their values as the class does. Any other is imported once more: if
    /// that gives the same network, its layers are the class's, whatever they are called now.
    /// </summary>
    public static NameMap Of(BoundModel model, OnnxValues onnx, string path)
    {
        string[] own = [.. model.Network.Nodes.Select(node => NameOf(model.Network, node)).Distinct()];
        Dictionary<string, string> names = own.Intersect(onnx.Names).ToDictionary(name => name);
        if (names.Count > 0)
            return new NameMap(names, null, null);
        try
        {
            ImportResult imported = OnnxModel.Import(path, Options(model));
            BoundModel other = ModelBinder.Bind(imported.Spec);
            if (Definition.Topology(other.Network) != Definition.Topology(model.Network))
                return new NameMap(names, imported, "The class is not what importing the file gives, and the file does not call its values as the class does: only the outputs are compared.");
            return new NameMap(Of(model, imported, onnx.Names), imported, null);
        }
        catch (ImportException exception)
        {
            return new NameMap(names, null, $"The file cannot be imported, so that only the outputs are compared: {exception.Problems[0]}");
        }
    }

    /// <summary>Loads the parameters into <paramref name="network"/> and says where they are from.</summary>
    public string LoadParameters(RunnableNetwork network, string? weights, string assembly)
    {
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(assembly))!, network.Spec.ClassName + ".safetensors");
        string? path = weights ?? (File.Exists(beside) ? beside : null);
        if (path is not null)
        {
            network.Load(path);
            return $"of {path}";
        }

        if (Imported is null)
            throw new CommandException($"{network.Spec.ClassName} has no parameters: there is no {beside}. Give a file with --weights.");
        using var stream = new MemoryStream();
        Imported.SaveWeights(stream);
        stream.Position = 0;
        network.Load(stream);
        return "of the ONNX file";
    }

    /// <summary>The shape is given, in case that the file leaves sides open; it does not matter where it does not fit.</summary>
    private static ImportOptions Options(BoundModel model) => new()
    {
        ClassName = model.Spec.ClassName,
        InputShape = model.Network.Input.Shape is { Height: var height, Width: var width, Channels: var channels } ? [1, channels, height, width] : null,
    };

    /// <summary>
    /// A layer's value is the last that its nodes write. Where two nodes became a layer with an activation, the first is the layer before it.
    /// </summary>
    private static Dictionary<string, string> Of(BoundModel model, ImportResult imported, IReadOnlyList<string> order)
    {
        var place = order.Select((name, index) => (name, index)).GroupBy(pair => pair.name).ToDictionary(group => group.Key, group => group.Last().index);
        Dictionary<string, string[]> written = imported.Lines.Where(line => line.Layer.Length > 0).ToDictionary(
            line => line.Layer, line => line.Values.Where(place.ContainsKey).OrderBy(value => place[value]).ToArray());
        BoundModel other = ModelBinder.Bind(imported.Spec);
        var names = new Dictionary<string, string>();
        for (int index = 0; index < model.Layers.Count; index++)
        {
            if (!written.TryGetValue(other.Layers[index].Name, out string[]? values) || values.Length == 0)
                continue;
            Node[] nodes = [.. model.Network.Nodes.Where(node => node.Layer == model.Layers[index].Name && !node.Op.IsView)];
            if (nodes.Length == 0)
                continue;
            names[NameOf(model.Network, nodes[^1])] = values[^1];
            if (nodes.Length == 2 && values.Length == 2)
                names[NameOf(model.Network, nodes[0])] = values[0];
        }

        return names;
    }

    private static string NameOf(Network network, Node node) => NodeExport.NameOf(node.Layer, network.Values[node.Output].Name);
}
