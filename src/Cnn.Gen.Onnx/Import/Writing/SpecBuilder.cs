using System.Text.RegularExpressions;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Writing;

/// <summary>From the layers of a draft to what a user would write: attributes in order, with names where they are needed or good.</summary>
internal sealed partial class SpecBuilder
{
    private static readonly HashSet<string> Unusable =
        ["Input", "Program", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize"];

    private readonly Dictionary<string, int> _counts = [];
    private readonly HashSet<string> _taken = [];

    /// <summary>Builds the specification of a class.</summary>
    public SpecBuilder(DraftNetwork network, string className, string @namespace, IEnumerable<ArgumentSpec> options)
    {
        var names = new Dictionary<DraftLayer, string> { [network.Input] = "Input" };
        var attributes = new List<AttributeSpec>();
        DraftLayer above = network.Input;
        foreach (DraftLayer layer in network.Layers)
        {
            string usual = UsualName(layer);
            string? given = GivenName(layer, className);
            names[layer] = given ?? usual;
            _taken.Add(names[layer]);
            DraftLayer[] inputs = InOrder(layer, above);
            attributes.Add(AttributeWriter.Write(layer, inputs[0] == above ? null : names[inputs[0]], [.. inputs.Skip(1).Select(input => names[input])], given));
            above = layer;
        }

        Names = names;
        Spec = new ModelSpec(@namespace, EquatableArray<string>.Empty, className, EquatableArray<string>.Empty,
            new AttributeSpec("CnnModel", Model(network, options).ToEquatableArray()), attributes.ToEquatableArray());
    }

    /// <summary>The class.</summary>
    public ModelSpec Spec { get; }

    /// <summary>The layers' names.</summary>
    public IReadOnlyDictionary<DraftLayer, string> Names { get; }

    /// <summary>A class's name from a file's: <c>mobilenet_v2</c> becomes <c>MobilenetV2</c>.</summary>
    public static string ClassName(string fileName)
    {
        IEnumerable<string> words = NoLetter().Split(fileName).Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]);
        string name = string.Concat(words);
        return name.Length == 0 || char.IsAsciiDigit(name[0]) || LayerNames.IsKeyword(name) ? "Model" + name : name;
    }

    private static IEnumerable<ArgumentSpec> Model(DraftNetwork network, IEnumerable<ArgumentSpec> options) =>
    [
        new ArgumentSpec("height", (long)network.Input.Shape.Height),
        new ArgumentSpec("width", (long)network.Input.Shape.Width),
        new ArgumentSpec("channels", (long)network.Input.Shape.Channels),
        .. options,
    ];

    /// <summary>The inputs, where their order does not matter the layer above first.</summary>
    private static DraftLayer[] InOrder(DraftLayer layer, DraftLayer above) => layer.Kind is Kinds.Add or Kinds.Multiply && layer.Inputs.Contains(above)
        ? [above, .. layer.Inputs.Take(layer.Inputs.IndexOf(above)), .. layer.Inputs.Skip(layer.Inputs.IndexOf(above) + 1)]
        : [.. layer.Inputs];

    private string UsualName(DraftLayer layer)
    {
        string kind = AttributeWriter.Kind(layer);
        string stem = LayerCatalog.Kinds.TryGetValue(kind, out LayerKind? found) ? found.Stem : StemEnd().Replace(kind, "");
        _counts.TryGetValue(stem, out int count);
        _counts[stem] = count + 1;
        return $"{stem}{count + 1}";
    }

    /// <summary>The node's name, where a person gave it: an identifier that is no operator's or layer kind's name with a number.</summary>
    private string? GivenName(DraftLayer layer, string className)
    {
        OnnxNode? node = layer.Sources.FirstOrDefault();
        if (node is null || !Identifier().IsMatch(node.GivenName) || Numbered().IsMatch(node.GivenName))
            return null;
        string name = char.ToUpperInvariant(node.GivenName[0]) + node.GivenName[1..];
        bool isBad = name == className || Unusable.Contains(name) || LayerNames.IsKeyword(name) || LayerNames.IsGenerated(name) || _taken.Contains(name)
            || name.StartsWith(node.Operator, StringComparison.OrdinalIgnoreCase);
        return isBad ? null : name;
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoLetter();

    [GeneratedRegex("[12]D$")]
    private static partial Regex StemEnd();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,60}$")]
    private static partial Regex Identifier();

    [GeneratedRegex("^(n|node|op|layer|[A-Za-z]*[A-Za-z])?_?[0-9]+$")]
    private static partial Regex Numbered();
}
