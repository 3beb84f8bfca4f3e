using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Source text in which <c>{|CNN0010:..|}</c> marks where a diagnostic is expected.</summary>
internal static partial class Markup
{
    /// <summary>Builds the text and asserts that exactly the marked diagnostics show: none missing, none beside, none of the C# compiler's.</summary>
    public static Build Expect(string marked, params string[] otherFiles) => Expect(new Workbench { Properties = { ["CnnGenVectorBits"] = "256" } }, marked, otherFiles);

    /// <summary>The same on a workbench with settings of its own.</summary>
    public static Build Expect(Workbench bench, string marked, params string[] otherFiles)
    {
        Build build = bench.Run([Plain(marked), .. otherFiles]);
        Assert.Equal(Expected(marked), Actual(build.Ours));
        string foreign = string.Join("\n", build.Compilers());
        Assert.True(foreign.Length == 0, foreign);
        return build;
    }

    /// <summary>The text without its marks.</summary>
    public static string Plain(string marked) => Mark().Replace(marked, "$2");

    /// <summary>Id and marked text, in order.</summary>
    public static IReadOnlyList<string> Expected(string marked) =>
        [.. Mark().Matches(marked).SelectMany(match => match.Groups[1].Value.Split(',').Select(id => $"{id}: {match.Groups[2].Value}"))];

    /// <summary>Id and text under the squiggle, in the order of the text.</summary>
    public static IReadOnlyList<string> Actual(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)
            .Select(diagnostic => $"{diagnostic.Id}: {diagnostic.Location.SourceTree?.GetText().ToString(diagnostic.Location.SourceSpan)}")];

    [GeneratedRegex(@"\{\|([A-Z0-9,]+):(.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Mark();
}
