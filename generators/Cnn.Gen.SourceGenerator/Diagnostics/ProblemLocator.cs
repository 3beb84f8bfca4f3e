using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.SourceGenerator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cnn.Gen.SourceGenerator.Diagnostics;

/// <summary>Where a problem stands in what the user wrote.</summary>
internal static class ProblemLocator
{
    /// <summary>The argument at fault; the attribute where it is not written; the class's name for a problem of the class.</summary>
    public static Location Locate(ModelDeclaration model, Problem problem, CancellationToken token)
    {
        AttributeData? attribute = problem.Place == Problem.OnModel ? model.Model
            : problem.Place >= 0 && problem.Place < model.Layers.Length ? model.Layers[problem.Place]
            : null;
        return attribute is null ? model.Declaration.Identifier.GetLocation() : Locate(attribute, problem.Argument, token);
    }

    /// <summary>An attribute without its brackets, or one of its arguments.</summary>
    public static Location Locate(AttributeData attribute, string? argument, CancellationToken token)
    {
        var syntax = (AttributeSyntax)attribute.ApplicationSyntaxReference!.GetSyntax(token);
        AttributeArgumentSyntax[] written = argument is null ? [] : [.. Written(attribute, syntax, argument)];
        return written.Length == 0
            ? syntax.GetLocation()
            : Location.Create(syntax.SyntaxTree, TextSpan.FromBounds(written[0].SpanStart, written[written.Length - 1].Span.End));
    }

    /// <summary>The argument as it is written: several for a <c>params</c> parameter, none where it is left out.</summary>
    private static IEnumerable<AttributeArgumentSyntax> Written(AttributeData attribute, AttributeSyntax syntax, string name)
    {
        AttributeArgumentSyntax[] all = [.. syntax.ArgumentList?.Arguments ?? []];
        AttributeArgumentSyntax[] named = [.. all.Where(argument =>
            (argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText == name)];
        if (named.Length > 0 || attribute.AttributeConstructor?.Parameters.FirstOrDefault(parameter => parameter.Name == name) is not { } target)
            return named;

        // An argument by position belongs to the parameter at its place: C# lets a named one stand before it in its own place only.
        IEnumerable<AttributeArgumentSyntax> behind = all.Where(static argument => argument.NameEquals is null)
            .Skip(target.Ordinal).TakeWhile(static argument => argument.NameColon is null);
        return target.IsParams ? behind : behind.Take(1);
    }
}
