using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>What did not change is not made again, and nothing of Roslyn lives on in what is kept.</summary>
public sealed class IncrementalTests
{
    private const string Two = "using Cnn.Gen;\nnamespace Demo;\n[CnnModel(4, 4, 1)] [Conv2D(2, 3)] [Dense(3)] public partial class First;\n"
        + "[CnnModel(2, 2, 1)] [Dense(2)] public partial class Second { public int Extra() => 1; }";

    [Fact]
    public void An_unrelated_edit_leaves_every_step_as_it_was()
    {
        foreach ((string before, string after) in new[]
        {
            ("class Other { int Number() => 1; }", "class Other { int Number() => 2; string? Text; }"),
            ("", "namespace Demo { class More; }"),
        })
        {
            foreach ((string step, IncrementalStepRunReason reason) in Reasons([Two, before], [Two, after]))
                Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step} is {reason}");
        }
    }

    [Fact]
    public void An_edit_of_the_class_that_no_layer_sees_leaves_every_step_as_it_was()
    {
        string edited = "// A comment\n" + Two.Replace("Extra() => 1", "Other() => 2");
        foreach ((string step, IncrementalStepRunReason reason) in Reasons([Two], [edited]))
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step} is {reason}");
    }

    [Fact]
    public void An_edit_of_one_model_leaves_the_other_as_it_was()
    {
        IEnumerable<IncrementalStepRunReason> compiled = Reasons([Two], [Two.Replace("Dense(2)", "Dense(5)")])
            .Where(step => step.Step == TrackingNames.Compiled).Select(step => step.Reason);
        Assert.Equal(["Cached", "Modified"], compiled.Select(reason => reason.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_way_an_attribute_is_written_is_no_part_of_the_model()
    {
        foreach ((string step, IncrementalStepRunReason reason) in Reasons([Two], [Two.Replace("[Dense(2)]", "\n\n  [Dense( units : 1 + 1 )]")]))
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step} is {reason}");
    }

    private const string FirstTuned = "[Demo.First]\nDense1   dense, 2x2x2 to 1x1x3   Direct   512: 1x1x1\n",
        SecondTuned = "[Demo.Second]\nDense1   dense, 2x2x1 to 1x1x2   Direct   512: 1x2x1\n";

    [Fact]
    public void An_additional_file_that_tunes_nothing_leaves_every_step_as_it_was()
    {
        (string, string) tuned = ("/p/a.cnntune", FirstTuned + SecondTuned);
        foreach ((string step, IncrementalStepRunReason reason) in Reasons([tuned, ("/p/other.txt", "a")], [tuned, ("/p/other.txt", FirstTuned)]))
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step} is {reason}");
    }

    [Fact]
    public void What_is_no_choice_in_a_tuning_file_leaves_every_step_as_it_was()
    {
        string edited = (FirstTuned + SecondTuned).Replace("Direct   512", "Direct 512").Replace("1x2x1", "1x2x1   # 3.1 us");
        foreach ((string step, IncrementalStepRunReason reason) in Reasons([("/p/a.cnntune", FirstTuned + SecondTuned)], [("/p/a.cnntune", edited)]))
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step} is {reason}");
    }

    [Fact]
    public void A_class_is_compiled_again_for_its_own_section_only()
    {
        string[] edits =
        [
            FirstTuned + SecondTuned.Replace("512: 1x2x1", "512: 1x3x1"),
            FirstTuned + "[Demo.Third]\n" + SecondTuned,
            FirstTuned,
        ];
        foreach (string edited in edits)
        {
            List<(string Step, IncrementalStepRunReason Reason)> steps = Reasons([("/p/a.cnntune", FirstTuned + SecondTuned)], [("/p/a.cnntune", edited)]);
            string[] Of(string name) => [.. steps.Where(step => step.Step == name).Select(step => step.Reason.ToString()).Order(StringComparer.Ordinal)];
            Assert.Equal(["Modified", "Unchanged"], Of(TrackingNames.Tuned)); // What the compiling step is given.
            Assert.Equal(["Cached", "Modified"], Of(TrackingNames.Compiled));
        }
    }

    [Fact]
    public void Every_step_is_named_and_seen()
    {
        Build build = new Workbench { AdditionalFiles = [("/p/a.cnntune", FirstTuned)] }.Run(Two);
        Assert.Equal(TrackingNames.All.Order(StringComparer.Ordinal), build.Generator.TrackedSteps.Keys.Intersect(TrackingNames.All).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_of_the_compilation_survives_in_a_step()
    {
        Build build = new Workbench { AdditionalFiles = [("/p/a.cnntune", FirstTuned + SecondTuned + "nonsense")] }.Run(Two);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string name in TrackingNames.All)
        {
            foreach ((object value, _) in build.Generator.TrackedSteps[name].SelectMany(step => step.Outputs))
                Walk(value, name, seen);
        }

        Assert.True(seen.Count > 20, $"Only {seen.Count} objects were looked at.");
    }

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null || value is string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
            return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxToken or SyntaxTree or Compilation or SemanticModel or AdditionalText or SourceText or Location or AttributeData or SyntaxReference,
            $"{path} holds a {value.GetType()}");
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
                Walk(item, path + "[]", seen);
        }

        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }

    /// <summary>The same for one compilation with other additional files, in their order.</summary>
    private static List<(string Step, IncrementalStepRunReason Reason)> Reasons((string Path, string Text)[] before, (string Path, string Text)[] after)
    {
        var bench = new Workbench { AdditionalFiles = before };
        CSharpCompilation compilation = bench.Compilation(Two);
        GeneratorDriver driver = bench.Driver();
        ImmutableArray<AdditionalText> texts = bench.AdditionalTexts;
        driver = driver.ReplaceAdditionalTexts(texts).RunGenerators(compilation);
        for (int index = 0; index < before.Length; index++)
        {
            if (before[index] != after[index])
                driver = driver.ReplaceAdditionalText(texts[index], new Workbench.MemoryText(after[index].Path, after[index].Text));
        }

        return Reasons(driver.RunGenerators(compilation));
    }

    private static List<(string Step, IncrementalStepRunReason Reason)> Reasons(string[] before, string[] after)
    {
        var bench = new Workbench();
        CSharpCompilation first = bench.Compilation(before);
        CSharpCompilation second = first;
        foreach ((SyntaxTree tree, string text) in first.SyntaxTrees.Zip(after).Where(pair => pair.First.ToString() != pair.Second).ToArray())
            second = second.ReplaceSyntaxTree(tree, bench.Tree(text, tree.FilePath));
        return Reasons(bench.Driver().RunGenerators(first).RunGenerators(second));
    }

    private static List<(string Step, IncrementalStepRunReason Reason)> Reasons(GeneratorDriver driver)
    {
        ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps = driver.GetRunResult().Results[0].TrackedSteps;
        return [.. TrackingNames.All.SelectMany(name => steps[name].SelectMany(step => step.Outputs).Select(output => (name, output.Reason)))];
    }
}
