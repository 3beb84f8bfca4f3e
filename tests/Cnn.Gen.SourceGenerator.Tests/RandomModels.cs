using System.Globalization;
using System.Reflection;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>
/// Random models, made from the attribute classes themselves: any constructor, any named properties, with values that are mostly
/// ordinary and now and then absurd.
/// </summary>
internal sealed class RandomModels(int seed)
{
    private static readonly Type[] LayerTypes = [.. typeof(LayerAttribute).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static readonly int[] AbsurdNumbers = [0, -1, int.MinValue, int.MaxValue, 1 << 16, 4096, 1 << 30, -7];

    private static readonly double[] AbsurdReals =
        [0, -0.0, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, 1e-30, 1e300];

    private static readonly string?[] Names =
        [null, "", "Input", "A", "A", "B", "Conv1", "Dense1", "Net", "class", "Predict", "ToString", "1x", "a b", "\u00e4", "\"\n\\", "_engine", "\ud83d\ude00", "Program"];

    private readonly Random _random = new(seed);

    /// <summary>A model as data.</summary>
    public ModelSpec Spec()
    {
        bool sane = _random.Next(2) == 0;
        return new ModelSpec("Demo", EquatableArray<string>.Empty, "Net", EquatableArray<string>.Empty,
            Attribute(typeof(CnnModelAttribute), sane), Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Attribute(Pick(LayerTypes), sane)).ToEquatableArray());
    }

    /// <summary>A model as source text.</summary>
    public string Source()
    {
        ModelSpec spec = Spec();
        return "using Cnn.Gen;\nnamespace Demo;\n" + string.Join("\n", spec.Layers.Prepend(spec.Model).Select(Text)) + "\npublic partial class Net;";
    }

    private AttributeSpec Attribute(Type type, bool sane)
    {
        ParameterInfo[] parameters = Pick(type.GetConstructors()).GetParameters();
        PropertyInfo[] properties = [.. type.GetProperties().Where(property => property.SetMethod is { IsPublic: true })
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Where(_ => _random.Next(sane ? 12 : 5) == 0)];
        return new AttributeSpec(
            type.Name[..^"Attribute".Length],
            parameters.Select(parameter => new ArgumentSpec(parameter.Name!, Value(parameter.ParameterType, sane)))
                .Concat(properties.Select(property => new ArgumentSpec(property.Name, Value(property.PropertyType, sane)))).ToEquatableArray());
    }

    private object? Value(Type type, bool sane)
    {
        bool absurd = !sane && _random.Next(6) == 0;
        if (type == typeof(int))
            return (long)(absurd ? Pick(AbsurdNumbers) : _random.Next(1, 8));
        if (type == typeof(double))
            return absurd ? Pick(AbsurdReals) : _random.Next(1, 20) / 20.0;
        if (type == typeof(bool))
            return _random.Next(2) == 0;
        if (type == typeof(string))
            return sane ? null : Pick(Names);
        if (type == typeof(string[]))
            return absurd ? null : Enumerable.Range(0, _random.Next(3)).Select(_ => sane ? "Input" : Pick(Names) ?? string.Empty).ToEquatableArray();
        int member = absurd ? Pick(AbsurdNumbers) : _random.Next(Enum.GetValues(type).Length);
        return new EnumValue(type.Name, Enum.GetName(type, member) ?? member.ToString(CultureInfo.InvariantCulture));
    }

    private static string Text(AttributeSpec attribute) =>
        $"[{attribute.Kind}({string.Join(", ", attribute.Arguments.Select(argument => $"{argument.Name}{(char.IsUpper(argument.Name[0]) ? " = " : ": ")}{Text(argument.Value)}"))})]";

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        double real => real.ToString("R", CultureInfo.InvariantCulture) + "d",
        string text => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true),
        EquatableArray<string> items => $"new string[] {{ {string.Join(", ", items.Select(Text))} }}",
        EnumValue choice => char.IsLetter(choice.Member[0]) ? $"{choice.Type}.{choice.Member}" : $"({choice.Type})({choice.Member})",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private TItem Pick<TItem>(IReadOnlyList<TItem> items) => items[_random.Next(items.Count)];
}
