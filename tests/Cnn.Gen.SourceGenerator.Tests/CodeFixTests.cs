using System.Collections.Immutable;
using Cnn.Gen.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>The fix makes the class, and all around it, partial; after it nothing is left to report.</summary>
public sealed class CodeFixTests
{
    [Theory]
    [InlineData("public sealed class Net { }", "public sealed partial class Net { }")]
    [InlineData("// what it is\nclass Net;", "// what it is\npartial class Net;")]
    [InlineData("static class Outer { readonly struct Inner { @class Net; } }", "static partial class Outer { readonly partial struct Inner { @partial class Net; } }")]
    [InlineData("partial class Outer\n{\n    interface IInner\n    {\n        @internal class Net { }\n    }\n}",
        "partial class Outer\n{\n    partial interface IInner\n    {\n        @internal partial class Net { }\n    }\n}")]
    public async Task MakesAllPartial(string before, string after)
    {
        const string Attributes = "[CnnModel(4, 4, 1)]\n[Dense(2)] ";
        string Whole(string text) => "using Cnn.Gen;\n" + (text.Contains('@', StringComparison.Ordinal) ? text.Replace("@", Attributes) : Attributes + text);

        string fixedText = await Fix(Whole(before));
        Assert.Equal(Whole(after), fixedText);
        Workbench.OneWidth.Run(fixedText).IsClean();
    }

    [Fact]
    public void FixesTheDiagnosticsThatTheAnalyzerReports() =>
        Assert.Subset(new CnnModelAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id).ToHashSet(), new MakePartialCodeFix().FixableDiagnosticIds.ToHashSet());

    private static async Task<string> Fix(string source)
    {
        Build build = Workbench.OneWidth.Run(source);
        Diagnostic diagnostic = build.Ours.First();
        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Consumer", LanguageNames.CSharp).AddDocument("File0.cs", source);
        var actions = new List<CodeAction>();
        await new MakePartialCodeFix().RegisterCodeFixesAsync(
            new CodeFixContext(document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        ImmutableArray<CodeActionOperation> operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        Solution changed = Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }
}
