using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Tool.Commands;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Tool.Verification;

/// <summary>Which value of an ONNX file each value of a network is, and where the network's parameters come from.</summary>
/// <param name="Names">The file's names, by those in the class.</param>
internal sealed record NameMap(IReadOnlyDictionary<string, string> Names)
{
    /// <summary>The map for a network and a file: files that were exported call their values as the class does.</summary>
    public static NameMap Of(BoundModel model)
    {
        var names = model.Network.Nodes.Select(node => Onnx.Export.NodeExport.NameOf(node.Layer, model.Network.Values[node.Output].Name)).Distinct();
        return new NameMap(names.ToDictionary(name => name));
    }

    /// <summary>Loads the parameters into <paramref name="network"/> and says where they are from.</summary>
    public string LoadParameters(RunnableNetwork network, string? weights, string assembly)
    {
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(assembly))!, network.Spec.ClassName + ".safetensors");
        string? path = weights ?? (File.Exists(beside) ? beside : null);
        if (path is null)
            throw new CommandException($"{network.Spec.ClassName} has no parameters: there is no {beside}. Give a file with --weights.");
        network.Load(path);
        return $"of {path}";
    }
}
