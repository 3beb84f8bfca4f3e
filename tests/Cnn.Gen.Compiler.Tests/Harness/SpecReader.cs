using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Reads attributes, as they stand in a source file, into a <see cref="ModelSpec"/>, by their syntax alone.</summary>
internal static class SpecReader
{
    /// <summary>The specification of a class with these attributes.</summary>
    public static ModelSpec Read(string attributes, string className, string @namespace)
    {
        var root = CSharpSyntaxTree.ParseText($"{attributes}\npartial class {className};").GetCompilationUnitRoot();
        AttributeSpec[] specs = [.. root.DescendantNodes().OfType<AttributeSyntax>().Select(Read)];
        return new ModelSpec(@namespace, EquatableArray<string>.Empty, className, EquatableArray<string>.Empty,
            specs[0], specs.Skip(1).ToEquatableArray());
    }

    private static AttributeSpec Read(AttributeSyntax attribute)
    {
        string kind = attribute.Name.ToString();
        AttributeArgumentSyntax[] all = [.. attribute.ArgumentList?.Arguments ?? []];
        ExpressionSyntax[] positional = [.. all.Where(argument => argument.NameEquals is null).Select(argument => argument.Expression)];
        var named = all.Where(argument => argument.NameEquals is not null)
            .Select(argument => new ArgumentSpec(argument.NameEquals!.Name.ToString(), Value(argument.Expression)));
        string[][] constructors = kind == "CnnModel" ? [["height", "width", "channels"]] : [.. LayerCatalog.Kinds[kind].Constructors];
        if (constructors is [[LayerKind.InputNames]])
        {
            var inputs = new ArgumentSpec(LayerKind.InputNames, positional.Select(name => (string)Value(name)!).ToEquatableArray());
            return new AttributeSpec(kind, named.Prepend(inputs).ToEquatableArray());
        }

        string[] parameters = positional.Length == 0 ? [] : constructors.Single(names => names.Length == positional.Length);
        return new AttributeSpec(kind, parameters.Zip(positional, (name, value) => new ArgumentSpec(name, Value(value))).Concat(named).ToEquatableArray());
    }

    private static object? Value(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax member => new EnumValue(member.Expression.ToString(), member.Name.ToString()),
        PrefixUnaryExpressionSyntax { OperatorToken.ValueText: "-" } minus => Value(minus.Operand) is long whole ? -whole : -(double)Value(minus.Operand)!,
        LiteralExpressionSyntax { Token.Value: int number } => (long)number,
        LiteralExpressionSyntax literal => literal.Token.Value,
        _ => throw new ArgumentException($"The harness cannot read '{expression}'."),
    };
}
