using System.Globalization;
using System.Text;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>Prints attributes in one canonical way, and tells networks apart by their topology.</summary>
public static class Definition
{
    /// <summary>The model's attributes, one a line, as they could stand on a class.</summary>
    public static string Print(ModelSpec spec) => string.Join("\n", spec.Layers.Prepend(spec.Model).Select(Print));

    /// <summary>One attribute.</summary>
    public static string Print(AttributeSpec attribute)
    {
        IEnumerable<string> arguments = attribute.Arguments.Select(argument =>
            char.IsUpper(argument.Name[0]) ? $"{argument.Name} = {Print(argument.Value)}" : Print(argument.Value));
        string list = string.Join(", ", arguments.Where(text => text.Length > 0)); // No inputs, no text.
        return list.Length == 0 ? $"[{attribute.Kind}]" : $"[{attribute.Kind}({list})]";
    }

    /// <summary>
    /// A hash (FNV-1a, 64 bits, in hexadecimal) of what the network computes: its operations, how they are wired, and its parameters,
    /// but no names, no element type and nothing of how it is scheduled.
    /// </summary>
    public static string Topology(Network network)
    {
        var text = new StringBuilder().Append(network.Input.Shape);
        foreach (Node node in network.Nodes)
            text.Append('\n').Append(node.Output).Append(" = ").Append(node.Op.Text).Append(" of ").Append(string.Join(" ", node.Inputs));
        text.Append('\n').Append(network.Output);

        ulong hash = 14695981039346656037;
        foreach (char letter in text.ToString())
            hash = unchecked((hash ^ letter) * 1099511628211);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string Print(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number when double.IsInfinity(number) => number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        EnumValue member => $"{member.Type}.{member.Member}",
        EquatableArray<string> items => string.Join(", ", items.Select(item => Print(item))),
        _ => "\"" + value.ToString().Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"",
    };
}
