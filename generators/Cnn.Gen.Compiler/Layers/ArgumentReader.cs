using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>Reads and checks one attribute's arguments. What is out of range is reported, and a value that fits stands in for it.</summary>
public sealed class ArgumentReader(AttributeSpec attribute, int place, List<Problem> problems)
{
    private readonly Dictionary<string, object?> _values = attribute.Arguments
        .GroupBy(argument => argument.Name).ToDictionary(group => group.Key, group => group.Last().Value);

    /// <summary>Whether anything was wrong with an argument so far.</summary>
    public bool Failed { get; private set; }

    /// <summary>
    /// Whether the attribute is one of signals: a layer over images, which asks for its own arguments, then gets those about width under the
    /// names that they have here (StrideWidth is Stride), and none about height.
    /// </summary>
    public bool IsOneDimensional { get; set; }

    /// <summary>Whether the argument is written.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>A whole number between <paramref name="least"/> and <paramref name="most"/>.</summary>
    public int Number(string name, int fallback, int least, int most)
    {
        if (!TryGet(name, out object? value) || value is not long number)
            return fallback;
        if (number >= least && number <= most)
            return (int)number;

        name = Written(name) ?? name;
        string range = number < least ? $"must be at least {least}" : $"can be at most {most.ToString(CultureInfo.InvariantCulture)}";
        Report("CNN0010", name, $"{attribute.Kind}: {name} {range}, but is {number.ToString(CultureInfo.InvariantCulture)}.");
        return number < least ? Math.Max(fallback, least) : most;
    }

    /// <summary>A finite real number between <paramref name="least"/> and <paramref name="most"/>.</summary>
    public double Real(string name, double fallback, double least, double most)
    {
        if (!TryGet(name, out object? value))
            return fallback;
        double number = value switch { double real => real, long whole => whole, _ => fallback };
        if (number >= least && number <= most)
            return number;

        Report("CNN0017", name, string.Format(CultureInfo.InvariantCulture,
            "{0}: {1} must be a number from {2} to {3}, but is {4}.", attribute.Kind, name, least, most, number));
        return fallback;
    }

    /// <summary>A truth value.</summary>
    public bool Flag(string name, bool fallback) => TryGet(name, out object? value) && value is bool flag ? flag : fallback;

    /// <summary>A string; null where it is not written or null.</summary>
    public string? Text(string name) => TryGet(name, out object? value) ? value as string : null;

    /// <summary>A list of strings; empty where it is not written.</summary>
    public string?[] Texts(string name) =>
        TryGet(name, out object? value) && value is EquatableArray<string> texts ? [.. texts] : [];

    /// <summary>One of an enumeration's members.</summary>
    public string Choice(string name, string fallback, params string[] members)
    {
        if (!TryGet(name, out object? value) || value is not EnumValue choice)
            return fallback;
        if (members.Contains(choice.Member))
            return choice.Member;
        Report("CNN0016", name, $"{attribute.Kind}: {name} has no value {choice.Member}; it can be {string.Join(", ", members)}.");
        return fallback;
    }

    /// <summary>The activation function, its constant included. <paramref name="parameter"/> is the argument that names it.</summary>
    public Activation Activation(string parameter = "Activation")
    {
        string kind = Choice(parameter, "None", [.. Graph.Activation.Kinds.Keys]);
        double? standard = Graph.Activation.Kinds[kind];
        if (standard is null)
        {
            if (Has("Alpha"))
                Report("CNN0024", "Alpha", $"{attribute.Kind}: Alpha belongs to LeakyRelu, Elu and HardSigmoid; {kind} has no such constant. Leave it out.");
            return new Activation(kind, 0);
        }

        return new Activation(kind, Real("Alpha", standard.Value, -1e6, 1e6));
    }

    /// <summary>The two numbers of a pair such as stride: <c>StrideHeight</c> and <c>StrideWidth</c>, each else <c>Stride</c>, else the fallback.</summary>
    public (int Height, int Width) Pair(string name, int fallbackHeight, int fallbackWidth, int least, int most)
    {
        bool both = Has(name);
        int common = Number(name, least, least, most);
        return (Number(name + "Height", both ? common : fallbackHeight, least, most),
                Number(name + "Width", both ? common : fallbackWidth, least, most));
    }

    /// <summary>Reports a problem with an argument.</summary>
    public void Report(string id, string? argument, string message)
    {
        Failed = true;
        problems.Add(new Problem(id, place, argument is null ? null : Written(argument) ?? argument, message));
    }

    private bool TryGet(string name, out object? value)
    {
        value = null;
        return Written(name) is { } written && _values.TryGetValue(written, out value);
    }

    /// <summary>What an argument is called where it is written; null where there is none of its kind.</summary>
    private string? Written(string name) => !IsOneDimensional ? name : name switch
    {
        "width" => _values.ContainsKey("factor") ? "factor" : "size",
        "StrideWidth" or "DilationWidth" or "OutputPaddingWidth" => name.Substring(0, name.Length - "Width".Length),
        "size" or "factor" or "Stride" or "Dilation" or "OutputPadding" => null,
        _ => name,
    };
}
