using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cnn.Gen.Compiler;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Data flows one way: a folder of the compiler uses only the folders before it, and the parts know no more than they should.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Folders = ["Specs", "Graph", "Layers", "Passes", "Schedules", "Emit"];
    private static readonly string Compiler = Path.Combine(Repository.Root, "generators", "Cnn.Gen.Compiler");

    [Fact]
    public void Every_folder_of_the_compiler_has_its_place() => Assert.Equal(
        Folders.Order(), Directory.GetDirectories(Compiler).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order());

    [Fact]
    public void A_folder_uses_only_those_before_it()
    {
        for (int place = 0; place < Folders.Length; place++)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Compiler, Folders[place]), "*.cs", SearchOption.AllDirectories))
            {
                string text = Comment().Replace(File.ReadAllText(file), string.Empty);
                Assert.Contains($"namespace Cnn.Gen.Compiler.{Folders[place]}", text, StringComparison.Ordinal);
                foreach (Match use in FolderName().Matches(text))
                {
                    int used = Array.IndexOf(Folders, use.Groups[1].Value);
                    Assert.True(used <= place, $"{file} is in {Folders[place]} and uses {Folders[used]}.");
                }
            }
        }
    }

    [Fact]
    public void The_compiler_knows_nothing_of_Roslyn()
    {
        Assert.DoesNotContain(typeof(ModelCompiler).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Assert.Equal(["PolySharp"], Packages("generators/Cnn.Gen.Compiler/Cnn.Gen.Compiler.csproj"));
    }

    [Fact]
    public void The_library_depends_on_nothing()
    {
        Assert.Empty(Packages("src/Cnn.Gen/Cnn.Gen.csproj"));
        Assert.All(typeof(CnnModelAttribute).Assembly.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Packages(string project) => XDocument.Load(Path.Combine(Repository.Root, project))
        .Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!);

    // "using Cnn.Gen.Compiler.Emit;" and "Emit.Kernels.TileTemplate" alike; other names before the dot are members.
    [GeneratedRegex(@"(?:\bCnn\.Gen\.Compiler\.|\bCompiler\.|(?<![\w.""]))(Specs|Graph|Layers|Passes|Schedules|Emit)(?:\.[A-Z]|;)")]
    private static partial Regex FolderName();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
