using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cnn.Gen.SourceGenerator.Models;

/// <summary>
/// A class with <c>[CnnModel]</c> as the compiler sees it. It holds symbols and syntax, so it lives for one call only and never enters
/// a cached step; <see cref="ModelSpecParser"/> makes the data of it.
/// </summary>
/// <param name="Symbol">The class.</param>
/// <param name="Declaration">The declaration that carries <c>[CnnModel]</c>.</param>
/// <param name="Model">The <c>[CnnModel]</c> attribute.</param>
/// <param name="Layers">The layer attributes on that declaration, in the order in which they are written.</param>
/// <param name="StrayLayers">Layer attributes on other declarations of the class.</param>
/// <param name="IsBroken">Whether the compiler itself reports an attribute of the declaration: a name or an argument that it cannot bind.</param>
internal sealed record ModelDeclaration(
    INamedTypeSymbol Symbol,
    TypeDeclarationSyntax Declaration,
    AttributeData Model,
    ImmutableArray<AttributeData> Layers,
    ImmutableArray<AttributeData> StrayLayers,
    bool IsBroken)
{
    /// <summary>The metadata name of <c>[CnnModel]</c>.</summary>
    public const string ModelAttributeName = "Cnn.Gen.CnnModelAttribute";

    /// <summary>Whether a declaration of this kind can carry <c>[CnnModel]</c>; on another the compiler reports the attribute itself.</summary>
    public static bool CanCarryModel(SyntaxNode node) =>
        node.IsKind(SyntaxKind.ClassDeclaration) || node.IsKind(SyntaxKind.RecordDeclaration);

    /// <summary>The model that <paramref name="type"/> declares; null if it declares none.</summary>
    public static ModelDeclaration? Find(INamedTypeSymbol type, CancellationToken token)
    {
        if (type.TypeKind != TypeKind.Class)
            return null;

        // A second [CnnModel] is the compiler's to report; the first one counts.
        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        AttributeData? model = attributes.FirstOrDefault(static attribute => IsModel(attribute.AttributeClass));
        if (model?.ApplicationSyntaxReference?.GetSyntax(token) is not AttributeSyntax { Parent.Parent: TypeDeclarationSyntax declaration })
            return null;

        bool IsHere(AttributeData attribute) => attribute.ApplicationSyntaxReference is { } written
            && written.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(written.Span);

        ImmutableArray<AttributeData> layers = [.. attributes.Where(static attribute => IsLayer(attribute.AttributeClass))];
        return new ModelDeclaration(
            type,
            declaration,
            model,
            [.. layers.Where(IsHere).OrderBy(static layer => layer.ApplicationSyntaxReference!.Span.Start)],
            [.. layers.Where(layer => layer.ApplicationSyntaxReference is not null && !IsHere(layer))],
            attributes.Any(attribute => IsHere(attribute) && IsBrokenAttribute(attribute, token)));
    }

    /// <summary>The layer attributes of a class that has no <c>[CnnModel]</c>; none if an unknown attribute may have been meant as one.</summary>
    public static IEnumerable<AttributeData> LayersWithoutModel(INamedTypeSymbol type)
    {
        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        return attributes.Any(static attribute => IsModel(attribute.AttributeClass) || attribute.AttributeClass is null or { TypeKind: TypeKind.Error })
            ? []
            : attributes.Where(static attribute => IsLayer(attribute.AttributeClass) && attribute.ApplicationSyntaxReference is not null);
    }

    /// <summary>Whether a type is one of the library's own, <c>Cnn.Gen.</c><paramref name="name"/>.</summary>
    public static bool IsLibraryType(ITypeSymbol? type, string name) => type?.Name == name && IsInLibrary(type);

    /// <summary>Whether a type stands in the namespace <c>Cnn.Gen</c>.</summary>
    public static bool IsInLibrary(ITypeSymbol type) => type.ContainingType is null
        && type.ContainingNamespace is { Name: "Gen", ContainingNamespace: { Name: "Cnn", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsModel(INamedTypeSymbol? type) => IsLibraryType(type, "CnnModelAttribute");

    private static bool IsLayer(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (IsLibraryType(current, "LayerAttribute"))
                return true;
        }

        return false;
    }

    private static bool IsBrokenAttribute(AttributeData attribute, CancellationToken token)
    {
        if (attribute.AttributeClass is null or { TypeKind: TypeKind.Error })
            return true;
        if (!IsModel(attribute.AttributeClass) && !IsLayer(attribute.AttributeClass))
            return false;
        if (attribute.AttributeConstructor is null
            || attribute.ConstructorArguments.Any(HasError)
            || attribute.NamedArguments.Any(static argument => HasError(argument.Value)))
        {
            return true;
        }

        // A named argument that the compiler cannot bind is missing from its data.
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(token) as AttributeSyntax;
        int written = syntax?.ArgumentList?.Arguments.Count(static argument => argument.NameEquals is not null) ?? 0;
        return written != attribute.NamedArguments.Length;
    }

    private static bool HasError(TypedConstant value) =>
        value.Kind == TypedConstantKind.Error || (value.Kind == TypedConstantKind.Array && !value.IsNull && value.Values.Any(HasError));
}
