using System.Globalization;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Models;

/// <summary>Attributes to data.</summary>
internal static class AttributeReader
{
    private const string Suffix = "Attribute";

    /// <summary>
    /// The attribute's kind and all arguments that the compiler could bind: the constructor's under their parameters' names, however they
    /// are written, then the named ones.
    /// </summary>
    public static AttributeSpec Read(AttributeData attribute)
    {
        var arguments = new List<ArgumentSpec>();
        for (int index = 0; index < attribute.ConstructorArguments.Length; index++)
        {
            if (attribute.AttributeConstructor is { } constructor && attribute.ConstructorArguments[index].Kind != TypedConstantKind.Error)
                arguments.Add(new ArgumentSpec(constructor.Parameters[index].Name, Value(attribute.ConstructorArguments[index])));
        }

        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            if (named.Value.Kind != TypedConstantKind.Error)
                arguments.Add(new ArgumentSpec(named.Key, Value(named.Value)));
        }

        return new AttributeSpec(Kind(attribute.AttributeClass!), arguments.ToEquatableArray());
    }

    /// <summary>The class's name without its suffix; of one that is not the library's, the whole name, which is no kind that the compiler knows.</summary>
    private static string Kind(INamedTypeSymbol type)
    {
        string name = type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - Suffix.Length) : type.Name;
        return ModelDeclaration.IsInLibrary(type) ? name : $"{type.ContainingSymbol.ToDisplayString()}.{name}";
    }

    private static object? Value(TypedConstant constant)
    {
        if (constant.IsNull)
            return null;
        return constant.Kind switch
        {
            TypedConstantKind.Enum => Member((INamedTypeSymbol)constant.Type!, constant.Value!),
            TypedConstantKind.Array => constant.Values.Select(static item => item.Value as string ?? string.Empty).ToEquatableArray(),
            TypedConstantKind.Primitive => Primitive(constant.Value!),
            _ => null,
        };
    }

    private static object Primitive(object value) => value switch
    {
        bool or string or double => value,
        float single => (double)single,
        char letter => (long)letter,
        ulong large => large > long.MaxValue ? long.MaxValue : (long)large,
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };

    private static EnumValue Member(INamedTypeSymbol type, object value)
    {
        IFieldSymbol? member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value));
        return new EnumValue(type.Name, member?.Name ?? Convert.ToString(value, CultureInfo.InvariantCulture)!);
    }
}
