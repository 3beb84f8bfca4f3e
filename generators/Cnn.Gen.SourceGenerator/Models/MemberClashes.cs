using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cnn.Gen.SourceGenerator.Models;

/// <summary>A member of the user's in the way of a generated one, which is left out so that the C# compiler does not report it again.</summary>
/// <param name="Member">Which one, as in <see cref="ModelSpec.MemberNames"/>.</param>
/// <param name="Problem">What to report.</param>
internal sealed record MemberClash(string Member, Problem Problem)
{
    /// <summary>All of a class's.</summary>
    public static IEnumerable<MemberClash> Find(INamedTypeSymbol type, CancellationToken token)
    {
        if (LayerNames.IsGenerated(type.Name))
            yield return Clash(type.Name, $"A network has a member {type.Name}, and C# has no members that are called as their class. Give the class another name.");
        foreach (string name in ModelSpecParser.UserMembers(type).Select(static member => member.Name).Where(LayerNames.IsGenerated).Distinct())
            yield return Clash(name, $"{type.Name} declares {name} itself, but the network brings a member of that name. Give yours another.");

        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences.FirstOrDefault() is { } reference
                && !ModelSpecParser.IsGenerated(reference.SyntaxTree)
                && reference.GetSyntax(token) is ConstructorDeclarationSyntax syntax
                && Find(type.Name, constructor, syntax) is { } clash)
            {
                yield return clash;
            }
        }
    }

    private static MemberClash? Find(string type, IMethodSymbol constructor, ConstructorDeclarationSyntax syntax)
    {
        string signature = $"{type}({string.Join(", ", constructor.Parameters.Select(static parameter => parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)))})";
        string message = $"{type} declares the constructor {signature} itself, but the network brings it. Remove it.";
        if (constructor.Parameters.Length == 0)
            return Clash(".ctor()", message);
        if (constructor.Parameters.Length == 1 && constructor.Parameters[0].Type.SpecialType == SpecialType.System_Int32)
            return Clash(".ctor(int)", message);
        return syntax.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer) ? null : new MemberClash(".ctor", new Problem("CNN0007", Problem.OnClass, null,
            $"The constructor {signature} does not call one of the network's own, which makes its memory. Write {signature} : this(seed: 0)."));
    }

    private static MemberClash Clash(string member, string message) => new(member, new Problem("CNN0006", Problem.OnClass, null, message));
}
