using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Reference;

/// <summary>The arguments of an attribute by name.</summary>
/// <param name="attribute">The attribute.</param>
public sealed class AttributeArguments(AttributeSpec attribute)
{
    private readonly Dictionary<string, object?> _values = attribute.Arguments.ToDictionary(argument => argument.Name, argument => argument.Value);

    /// <summary>The attribute's kind, such as <c>Conv2D</c>.</summary>
    public string Kind => attribute.Kind;

    /// <summary>A layer over signals as the layer over images of height 1 that it is; any other as it is.</summary>
    public AttributeArguments AsImages()
    {
        if (!Kind.EndsWith("1D", StringComparison.Ordinal))
            return this;

        var arguments = attribute.Arguments.SelectMany(argument => argument.Name switch
        {
            "size" or "factor" => [new("height", 1L), new("width", argument.Value)],
            "Stride" or "Dilation" or "OutputPadding" => [new(argument.Name + "Width", argument.Value)],
            "Padding" => attribute.Arguments.Any(other => other.Name == "PaddingLeft") ? [] : [new("PaddingLeft", argument.Value)],
            "padding" => [new("left", argument.Value), new("right", argument.Value)],
            _ => new ArgumentSpec[] { argument },
        }).ToList();
        if (attribute.Arguments.FirstOrDefault(argument => argument.Name == "Padding") is { } both && !arguments.Any(argument => argument.Name == "PaddingRight"))
            arguments.Add(new ArgumentSpec("PaddingRight", both.Value));
        if (Kind == "ZeroPad1D")
            arguments.AddRange([new("top", 0L), new("bottom", 0L)]);
        return new AttributeArguments(new AttributeSpec(Kind.Replace("1D", "2D"), arguments.ToEquatableArray()));
    }

    /// <summary>A whole number: of the first of <paramref name="names"/> that is written.</summary>
    public int Integer(params string[] names) =>
        IntegerOrNull(names) ?? throw new ArgumentException($"{Kind} says nothing of {string.Join(" or ", names)}.");

    /// <summary>A whole number, or null where none of <paramref name="names"/> is written.</summary>
    public int? IntegerOrNull(params string[] names)
    {
        foreach (string name in names)
        {
            if (_values.TryGetValue(name, out object? value))
                return (int)(long)value!;
        }

        return null;
    }

    /// <summary>A real number; null where it is not written.</summary>
    public double? Real(string name) => _values.GetValueOrDefault(name) switch { double real => real, long whole => whole, _ => null };

    /// <summary>A truth value.</summary>
    public bool Flag(string name, bool fallback) => _values.GetValueOrDefault(name) as bool? ?? fallback;

    /// <summary>A text, or null where it is not written.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name) as string;

    /// <summary>A list of texts; empty where it is not written.</summary>
    public IReadOnlyList<string> Texts(string name) => _values.GetValueOrDefault(name) is EquatableArray<string> texts ? texts : [];

    /// <summary>A member of an enumeration.</summary>
    public string Member(string name, string fallback) => (_values.GetValueOrDefault(name) as EnumValue)?.Member ?? fallback;
}
