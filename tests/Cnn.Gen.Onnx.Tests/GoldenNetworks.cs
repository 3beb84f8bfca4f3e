using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Tool.Files;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Onnx.Tests;

/// <summary>The golden networks and layers with their parameters.</summary>
internal static class GoldenNetworks
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden");

    /// <summary>Their names, with their folders, of those whose layers there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Root, "*.txt", SearchOption.AllDirectories)
        .Where(file => File.ReadAllText(file).Split('[').Skip(2).All(layer => LayerCatalog.Kinds.ContainsKey(layer.Split('(', ']')[0])))
        .Select(file => Path.ChangeExtension(Path.GetRelativePath(Root, file), null)).Order(StringComparer.Ordinal)];

    private static readonly Lazy<IReadOnlyDictionary<string, RunnableNetwork>> Compiled = new(() =>
    {
        string[] files = [.. Names.Select(name => Path.Combine(Root, name + ".txt"))];
        var specs = files.Select(static (file, index) => DefinitionReader.Read(WithoutTraining(File.ReadAllText(file)), $"Golden{index}")).ToArray();
        return NetworkCompiler.Compile(specs).Zip(Names).ToDictionary(pair => pair.Second, pair => Load(pair.First, pair.Second));
    });

    /// <summary>The network of this name.</summary>
    public static RunnableNetwork Get(string name) => Compiled.Value[name];

    /// <summary>A golden tensor: x, y, ...</summary>
    public static double[] Tensor(string name, string tensor) =>
        TensorFile.Read(Path.Combine(Root, name + ".safetensors")).Single(found => found.Name == tensor).Values;

    /// <summary>The attributes for a class that only predicts, which compiles faster.</summary>
    private static string WithoutTraining(string attributes) => attributes.Insert(attributes.IndexOf(')', StringComparison.Ordinal), ", Training = false");

    private static RunnableNetwork Load(RunnableNetwork network, string name)
    {
        foreach (NamedTensor tensor in TensorFile.Read(Path.Combine(Root, name + ".safetensors")).Where(tensor => tensor.Name.StartsWith("parameter/", StringComparison.Ordinal)))
            network.SetParameter(tensor.Name["parameter/".Length..], tensor.Values);
        return network;
    }
}
