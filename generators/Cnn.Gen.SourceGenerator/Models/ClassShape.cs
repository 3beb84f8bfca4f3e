using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cnn.Gen.SourceGenerator.Models;

/// <summary>
/// Whether generated code can be added to a class at all. Where it cannot, nothing is generated; all that concerns the network itself is
/// the compiler's to check.
/// </summary>
internal static class ClassShape
{
    /// <summary>All that stands in the way, each at the class's name.</summary>
    public static IEnumerable<Problem> Check(ModelDeclaration model)
    {
        INamedTypeSymbol type = model.Symbol;
        if (!IsPartial(model.Declaration))
        {
            yield return OnClass("CNN0001",
                $"{type.Name} is not partial, so the network cannot be added to it. Write partial class {type.Name}.");
        }

        string[] closed = [.. model.Declaration.Ancestors().OfType<TypeDeclarationSyntax>()
            .Where(static outer => !IsPartial(outer)).Select(static outer => outer.Identifier.ValueText)];
        if (closed.Length > 0)
        {
            yield return OnClass("CNN0002",
                $"{type.Name} stands in {string.Join(" in ", closed)}, which {(closed.Length == 1 ? "is" : "are")} not partial, so the network cannot be "
                + "added to it. Make every type around it partial, or move it out.");
        }

        foreach (string reason in Unsupported(type, model.Declaration))
            yield return OnClass("CNN0003", $"{type.Name} cannot be a network: {reason}.");
    }

    private static IEnumerable<string> Unsupported(INamedTypeSymbol type, TypeDeclarationSyntax declaration)
    {
        if (type.IsRecord)
            yield return "it is a record, whose equality and copies cannot hold for a network's memory; make it a class";
        if (type.IsStatic)
            yield return "it is static; a network is an object, so leave out static";
        if (type.IsAbstract && !type.IsStatic)
            yield return "it is abstract, but Load and Share make objects of it; leave out abstract";
        if (type.TypeParameters.Length > 0)
            yield return "it is generic, but its code is made for one network; leave out the type parameters";
        if (ModelSpecParser.ContainingTypes(type).FirstOrDefault(static outer => outer.TypeParameters.Length > 0) is { } generic)
            yield return $"it stands in {generic.Name}, which is generic; move it out";
        if (type.IsFileLocal)
            yield return "it is file-local, so generated files cannot see it; leave out file";
        if (ModelSpecParser.ContainingTypes(type).FirstOrDefault(static outer => outer.IsFileLocal) is { } local)
            yield return $"it stands in {local.Name}, which is file-local, so generated files cannot see it; move it out";
        if (!HasPlainConstructor(type.BaseType))
            yield return $"its base class {type.BaseType!.Name} has no constructor without parameters that it could call; give it one";
        if (!type.IsRecord && type.InstanceConstructors.Any(static constructor => constructor.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is TypeDeclarationSyntax)))
            yield return "it has a primary constructor, which the network's own constructors cannot call; write a static method that makes it";
        if (ModelSpecParser.UserMembers(type).FirstOrDefault(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) is { } required)
            yield return $"its member {required.Name} is required, but Load and Share make objects without it; leave out required";
        if (declaration.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 } options)
            yield return $"generated code is C# 12, but the project is C# {options.LanguageVersion.ToDisplayString()}; set LangVersion to 12 or later";
    }

    private static bool HasPlainConstructor(INamedTypeSymbol? parent) =>
        parent is null or { TypeKind: TypeKind.Error }
        || parent.InstanceConstructors.Any(static constructor =>
            constructor.Parameters.All(static parameter => parameter.IsOptional || parameter.IsParams) && constructor.DeclaredAccessibility != Accessibility.Private);

    private static bool IsPartial(TypeDeclarationSyntax declaration) => declaration.Modifiers.Any(SyntaxKind.PartialKeyword);

    private static Problem OnClass(string id, string message) => new(id, Problem.OnClass, null, message);
}
