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

    /// <summary>
    /// What <paramref name="model"/> says, as data. Names that C# reserves come escaped (<c>@class</c>). Layers on other declarations, which
    /// are an error, stand last, so that what they would generate exists.
    /// </summary>
    public static ModelSpec Parse(ModelDeclaration model, CancellationToken token)
    {
        INamedTypeSymbol type = model.Symbol;
        EquatableArray<AttributeSpec> layers = model.Layers.Concat(model.StrayLayers).Select(AttributeReader.Read).ToEquatableArray();
        return new ModelSpec(
            type.ContainingNamespace.IsGlobalNamespace ? string.Empty : type.ContainingNamespace.ToDisplayString(EscapedNames),
            ContainingTypes(type).Reverse().Select(Header).ToEquatableArray(),
            Escaped(type.Name),
            MemberNames(type, layers, token).Distinct().OrderBy(static name => name, StringComparer.Ordinal).ToEquatableArray(),
            AttributeReader.Read(model.Model),
            layers);
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

    /// <summary>Those members that matter: other ones may come and go without the model being compiled again.</summary>
    private static IEnumerable<string> MemberNames(INamedTypeSymbol type, EquatableArray<AttributeSpec> layers, CancellationToken token)
    {
        HashSet<string> given = [.. layers.SelectMany(static layer => layer.Arguments)
            .Where(static argument => argument.Name == nameof(ArgumentSpec.Name)).Select(static argument => argument.Value).OfType<string>()];
        bool CouldBeLayer(string name) => given.Contains(name) || char.IsDigit(name[name.Length - 1]);
        return UserMembers(type).Select(static member => member.Name).Where(CouldBeLayer)
            .Concat(MemberClash.Find(type, token).Select(static clash => clash.Member));
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
