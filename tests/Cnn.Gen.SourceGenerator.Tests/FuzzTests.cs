using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>
/// Nothing that can be written in an attribute makes generator or analyzer throw, or text grow without bound; a model without a
/// diagnostic compiles. The seed is in every message; CNN_GEN_FUZZ_SEED sets another.
/// </summary>
public sealed class FuzzTests
{
    private const int ModelsInBatch = 100;
    private const int LongestText = 4_000_000;
    private const int LongestCompiled = 150_000;

    private static readonly int FirstSeed = int.TryParse(Environment.GetEnvironmentVariable("CNN_GEN_FUZZ_SEED"), out int seed) ? seed : 20_000;

    [Fact]
    public void Random_attributes_give_a_diagnostic_or_code_that_compiles()
    {
        int sound = 0, models = 0;
        for (int seed = FirstSeed; seed < FirstSeed + 20; seed++)
        {
            models += ModelsInBatch;
            sound += Run(seed);
        }

        Assert.True(sound > models / 20 && sound < models, $"{sound} of {models} models are sound: the generator of models tests little.");
    }

    private static int Run(int seed)
    {
        var fuzz = new AttributeFuzz(new Random(seed));
        string[] sources = [.. Enumerable.Range(0, ModelsInBatch).Select(index => $"using Cnn.Gen;\n{fuzz.Model()}\npublic partial class Net{index} {{ public int Own1 => 1; }}")];
        Build build = new Workbench { Properties = { ["CnnGenVectorBits"] = "128" } }.Run(sources);

        // What is too long to be compiled here is bounded all the same.
        var longTrees = new HashSet<SyntaxTree>();
        foreach (SyntaxTree tree in build.Output.SyntaxTrees.Where(tree => tree.FilePath.Contains(nameof(CnnModelGenerator), StringComparison.Ordinal)))
        {
            Assert.True(tree.Length < LongestText, $"Seed {seed}: {tree.FilePath} has {tree.Length} characters.");
            if (tree.Length > LongestCompiled)
                longTrees.Add(tree);
        }

        HashSet<string> faulty = [];
        foreach (Diagnostic diagnostic in build.Ours.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            faulty.Add(diagnostic.Location.SourceTree!.FilePath);
            Assert.True(diagnostic.Id != "CNN0099", $"Seed {seed}: {diagnostic.GetMessage()}\n{diagnostic.Location.SourceTree}");
        }

        foreach (SyntaxTree tree in build.Output.SyntaxTrees.Except(longTrees))
            Check(build.Output.GetSemanticModel(tree).GetDiagnostics(), seed, sources);
        for (int index = 0; index < sources.Length; index++)
        {
            bool hasKernels = build.Files.ContainsKey($"Net{index}.Kernels.g.cs");
            Assert.True(hasKernels != faulty.Contains($"/project/File{index}.cs"), $"Seed {seed}: {(hasKernels ? "errors and kernels" : "neither errors nor kernels")}\n{sources[index]}");
        }

        return sources.Length - faulty.Count;
    }

    private static void Check(ImmutableArray<Diagnostic> diagnostics, int seed, string[] sources)
    {
        // A null among strings is the user's to be warned of.
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning && diagnostic.Id != "CS8625") is not { } first)
            return;
        string name = Path.GetFileName(first.Location.SourceTree!.FilePath).Split('.')[0];
        string model = sources.FirstOrDefault(source => source.Contains($"class {name} ", StringComparison.Ordinal)) ?? string.Empty;
        Assert.Fail($"Seed {seed}: {first}\n{first.Location.SourceTree.GetText().Lines[first.Location.GetLineSpan().StartLinePosition.Line]}\n{model}");
    }
}
