using System.Text.RegularExpressions;
using Cnn.Gen.SourceGenerator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Each diagnostic has a page, each page a diagnostic, and what a page calls right or wrong is so.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Folder = Path.Combine(ArchitectureTests.Root, "docs", "diagnostics");

    /// <summary>Ids with a page.</summary>
    public static TheoryData<string> Ids => [.. DiagnosticCatalog.All.Select(descriptor => descriptor.Id)];

    [Fact]
    public void EachIdHasAPageAndEachPageAnId() => Assert.Equal(
        DiagnosticCatalog.All.Select(descriptor => descriptor.Id + ".md").Append("README.md").Order(StringComparer.Ordinal),
        Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);

    [Theory]
    [MemberData(nameof(Ids))]
    public void PageAndIndexAgreeWithTheDescriptor(string id)
    {
        DiagnosticDescriptor descriptor = DiagnosticCatalog.Of(id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", File.ReadAllText(Page(id)), StringComparison.Ordinal);
        Assert.Contains($"| [{id}]({id}.md) | {descriptor.DefaultSeverity.ToString().ToLowerInvariant()} | {descriptor.Title} |",
            File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
        Assert.Equal($"docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
        Assert.Equal("{0}", descriptor.MessageFormat.ToString());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ExamplesAreAsThePageSays(string id)
    {
        string[] examples = [.. Example().Matches(File.ReadAllText(Page(id))).Select(match => match.Groups[1].Value)];
        if (examples.Length == 0)
        {
            Assert.Contains(id, new[] { "CNN0090", "CNN0099" });
            return;
        }

        Assert.Equal(2, examples.Length);
        Assert.Equal([id], Workbench.OneWidth.Run("using Cnn.Gen;\n" + examples[0]).Ours.Select(diagnostic => diagnostic.Id).Distinct());
        Assert.Empty(Workbench.OneWidth.Run("using Cnn.Gen;\n" + examples[1]).IsClean().Ours);
    }

    private static string Page(string id) => Path.Combine(Folder, id + ".md");

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
