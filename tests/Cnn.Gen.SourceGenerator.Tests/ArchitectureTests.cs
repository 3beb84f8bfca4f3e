using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Data flows one way: each folder of the compiler uses only those before it, and none knows of Roslyn.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Order = ["Specs", "Graph", "Layers", "Passes", "Schedules", "Emit"];

    /// <summary>The repository's root.</summary>
    internal static string Root { get; } = FindRoot();

    [Fact]
    public void CompilerKnowsNothingOfRoslyn() => Assert.DoesNotContain(
        typeof(Compiler.ModelCompiler).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));

    [Fact]
    public void FoldersUseOnlyThoseBeforeThem()
    {
        string compiler = Path.Combine(Root, "generators", "Cnn.Gen.Compiler");
        Assert.Equal(Order.Order(), Directory.GetDirectories(compiler).Select(Path.GetFileName).Except(["bin", "obj"]).Order());
        var wrong = new List<string>();
        for (int place = 0; place < Order.Length; place++)
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(compiler, Order[place]), "*.cs", SearchOption.AllDirectories))
            {
                string text = File.ReadAllText(file);
                wrong.AddRange(Uses().Matches(text).Select(match => match.Groups[1].Value)
                    .Where(used => Array.IndexOf(Order, used) > place)
                    .Select(used => $"{Path.GetRelativePath(compiler, file)} uses {used}"));
                if (!text.Contains($"namespace Cnn.Gen.Compiler.{Order[place]}", StringComparison.Ordinal))
                    wrong.Add($"{Path.GetRelativePath(compiler, file)} is not in the namespace of its folder");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [GeneratedRegex(@"(?:using (?:static )?Cnn\.Gen\.Compiler\.|Cnn\.Gen\.Compiler\.|(?<![\w.])(?=(?:Specs|Graph|Layers|Passes|Schedules|Emit)\.[A-Z]))(Specs|Graph|Layers|Passes|Schedules|Emit)\b")]
    private static partial Regex Uses();

    private static string FindRoot([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
