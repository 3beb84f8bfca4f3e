using System.Collections.Immutable;
using Cnn.Gen.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>"Make partial" leaves a model that compiles, and every other letter as it was.</summary>
public sealed class CodeFixTests
{
    [Theory]
    [InlineData("[CnnModel(2, 2, 1)] [Dense(3)]\npublic sealed class Net;", "[CnnModel(2, 2, 1)] [Dense(3)]\npublic sealed partial class Net;")]
    [InlineData("/// <summary>Net.</summary>\n[CnnModel(2, 2, 1)] [Dense(3)]\n// why\nclass Net { }", "/// <summary>Net.</summary>\n[CnnModel(2, 2, 1)] [Dense(3)]\n// why\npartial class Net { }")]
    [InlineData(
        "// top\nclass Outer\n{\n    public readonly struct Middle\n    {\n        [CnnModel(2, 2, 1)] [Dense(3)] public partial class Net;\n    }\n}",
        "// top\npartial class Outer\n{\n    public readonly partial struct Middle\n    {\n        [CnnModel(2, 2, 1)] [Dense(3)] public partial class Net;\n    }\n}")]
    [InlineData(
        "public static class Outer { [CnnModel(2, 2, 1)] [Dense(3)] internal class Net; }",
        "public static partial class Outer { [CnnModel(2, 2, 1)] [Dense(3)] internal partial class Net; }")]
    public async Task Makes_the_class_and_all_around_it_partial(string before, string after)
    {
        const string Using = "using Cnn.Gen;\n";
        Build build = new Workbench().Run(Using + before);
        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Consumer", LanguageNames.CSharp)
            .WithMetadataReferences(build.Output.References).AddDocument("File.cs", Using + before);
        foreach (Diagnostic diagnostic in build.Ours)
        {
            var actions = new List<CodeAction>();
            await new MakePartialCodeFix().RegisterCodeFixesAsync(new CodeFixContext(
                document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
            ImmutableArray<CodeActionOperation> operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
            Solution changed = Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution;
            string text = (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
            Assert.Equal(Using + after, text);
            new Workbench().Run(text).IsClean();
        }

        Assert.NotEmpty(build.Ours);
        Assert.All(build.Ours, diagnostic => Assert.Contains(diagnostic.Id, new MakePartialCodeFix().FixableDiagnosticIds));
    }
}
