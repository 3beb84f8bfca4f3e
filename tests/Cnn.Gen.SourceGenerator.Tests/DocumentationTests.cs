using System.Text.RegularExpressions;
using Cnn.Gen.SourceGenerator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Descriptors, the compiler's ids, release notes and pages agree, and the pages tell the truth.</summary>
public sealed class DocumentationTests
{
    private static readonly string Pages = Path.Combine(Repository.Root, "docs", "diagnostics");

    public static TheoryData<string> Ids => [.. DiagnosticCatalog.All.Select(descriptor => descriptor.Id)];

    [Fact]
    public void Every_diagnostic_has_a_page_and_every_page_a_diagnostic()
    {
        string[] ids = [.. DiagnosticCatalog.All.Select(descriptor => descriptor.Id)];
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids, Directory.GetFiles(Pages, "CNN*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        string notes = File.ReadAllText(Path.Combine(Repository.Root, "generators", "Cnn.Gen.SourceGenerator", "AnalyzerReleases.Unshipped.md"));
        Assert.Equal(ids, Regex.Matches(notes, @"^CNN\d{4}", RegexOptions.Multiline).Select(match => match.Value));
    }

    [Fact]
    public void Every_id_that_the_code_uses_is_listed()
    {
        IEnumerable<string> used = Directory.GetFiles(Path.Combine(Repository.Root, "generators"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"""(CNN\d{4})""").Select(match => match.Groups[1].Value))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(DiagnosticCatalog.All.Select(descriptor => descriptor.Id), used);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_and_the_index_say_what_the_descriptor_says(string id)
    {
        DiagnosticDescriptor descriptor = DiagnosticCatalog.Of(id);
        Assert.EndsWith($"docs/diagnostics/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.Equal("Cnn.Gen", descriptor.Category);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n\n{descriptor.DefaultSeverity}. ", Page(id), StringComparison.Ordinal);
        Assert.Contains($"| [{id}]({id}.md) | {descriptor.DefaultSeverity} | {descriptor.Title} |\n", File.ReadAllText(Path.Combine(Pages, "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_wrong_example_is_wrong_and_the_right_one_is_right(string id)
    {
        MatchCollection examples = Regex.Matches(Page(id), "```csharp\n(.*?)```", RegexOptions.Singleline);
        if (examples.Count == 0)
        {
            Assert.Contains(id, new[] { "CNN0090", "CNN0099" });
            return;
        }

        string[] tunings = [.. Regex.Matches(Page(id), "```text\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
        if (tunings.Length > 0)
        {
            Assert.Equal((1, 2), (examples.Count, tunings.Length));
            Build Tuned(string text) => new Workbench { AdditionalFiles = [("digits.cnntune", text)] }.Run(examples[0].Groups[1].Value);
            Assert.Equal(id, Assert.Single(Tuned(tunings[0]).Ours).Id);
            Tuned(tunings[1]).IsClean();
            return;
        }

        Assert.Equal(2, examples.Count);
        Build wrong = new Workbench().Run(examples[0].Groups[1].Value);
        Assert.All(wrong.Ours, diagnostic => Assert.Equal(id, diagnostic.Id));
        Assert.NotEmpty(wrong.Ours);
        Assert.Empty(wrong.Compilers());
        new Workbench().Run(examples[1].Groups[1].Value).IsClean();
    }

    private static string Page(string id) => File.ReadAllText(Path.Combine(Pages, id + ".md")).Replace("\r", string.Empty);
}
