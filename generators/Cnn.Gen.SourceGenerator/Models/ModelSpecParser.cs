using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cnn.Gen.SourceGenerator.Models;

/// <summary>Symbols to <see cref="ModelSpec"/>: the one way in which generator and analyzer alike learn what the user wrote.</summary>
internal static class ModelSpecParser
{
    private static SymbolDisplayFormat EscapedNames { get; } = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>What <paramref name="model"/> says, as data. Names that C# reserves come escaped (<c>@class</c>).</summary>
    public static ModelSpec Parse(ModelDeclaration model)
    {
        INamedTypeSymbol type = model.Symbol;
        return new ModelSpec(
            type.ContainingNamespace.IsGlobalNamespace ? string.Empty : type.ContainingNamespace.ToDisplayString(EscapedNames),
            ContainingTypes(type).Reverse().Select(Header).ToEquatableArray(),
            Escaped(type.Name),
            UserMembers(type).Select(static member => member.Name).Distinct().OrderBy(static name => name, StringComparer.Ordinal).ToEquatableArray(),
            AttributeReader.Read(model.Model),
            model.Layers.Select(AttributeReader.Read).ToEquatableArray());
    }

    /// <summary>
    /// The members that the user wrote. The analyzer sees the class with the generated ones among them, the generator without; both must
    /// come to the same specification.
    /// </summary>
    public static IEnumerable<ISymbol> UserMembers(INamedTypeSymbol type) => type.GetMembers().Where(static member =>
        !member.IsImplicitlyDeclared
        && member.CanBeReferencedByName
        && member.Locations.Any(static location => location.SourceTree is { } tree && !IsGenerated(tree)));

    /// <summary>Whether a file was made by <see cref="CnnModelGenerator"/>: the compiler names its folder after it.</summary>
    public static bool IsGenerated(SyntaxTree tree) => tree.FilePath.Contains(typeof(CnnModelGenerator).FullName);

    /// <summary>The types around a type, innermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> ContainingTypes(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            yield return outer;
    }

    private static string Header(INamedTypeSymbol type)
    {
        string kind = type switch
        {
            { TypeKind: TypeKind.Interface } => "interface",
            { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
            { TypeKind: TypeKind.Struct } => "struct",
            { IsRecord: true } => "record",
            _ => "class",
        };
        return $"partial {kind} {Escaped(type.Name)}";
    }

    private static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
