using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>A network with inputs, parameters and what PyTorch makes of them.</summary>
/// <param name="Name">The files' name.</param>
/// <param name="Attributes">The attributes of a class.</param>
internal sealed record Golden(string Name, string Attributes)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden");
    private Dictionary<string, Tensor>? _tensors;
    private string _folder = "";

    /// <summary>The tensors: x, y, gx, dy, dx, parameter/.., gradient/...</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors ??= Safetensors.Read(Path.Combine(_folder, Name + ".safetensors"));

    /// <summary>The notebook's file.</summary>
    public static string NotebookPath => Path.Combine(Root, "notebook.json");

    /// <summary>The name as a C# identifier.</summary>
    public string ClassName => string.Concat(Name.Split('_', '.').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>Whether gradients are given.</summary>
    public bool HasGradients => Tensors.ContainsKey("gx");

    /// <summary>The layers' kinds.</summary>
    public IEnumerable<string> Kinds => DefinitionReader.Read(Attributes, ClassName, "").Layers.Select(layer => layer.Kind);

    /// <summary>The tensors called PREFIX/.., without the prefix.</summary>
    public IEnumerable<(string Name, double[] Values)> All(string prefix) => Tensors
        .Where(entry => entry.Key.StartsWith(prefix + "/", StringComparison.Ordinal))
        .Select(entry => (entry.Key[(prefix.Length + 1)..], entry.Value.Data));

    /// <summary>All single layers and small blocks.</summary>
    public static IReadOnlyList<Golden> Layers { get; } = ReadFolder("layers");

    /// <summary>All networks.</summary>
    public static IReadOnlyList<Golden> Nets { get; } = ReadFolder("nets");

    /// <summary>Layers that resize or pad, in double precision: x and dy to y and dx.</summary>
    public static IReadOnlyList<Golden> Resampling { get; } = ReadFolder(Path.Combine("..", "GoldenResampling"));

    /// <summary>More layers and small blocks.</summary>
    public static IReadOnlyList<Golden> More { get; } = ReadFolder(Path.Combine("..", "GoldenLayers"));

    private static Golden[] ReadFolder(string folder)
    {
        string path = Path.Combine(Root, folder);
        return [.. Directory.GetFiles(path, "*.txt").Order(StringComparer.Ordinal)
            .Select(file => new Golden(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)) { _folder = path })];
    }
}
