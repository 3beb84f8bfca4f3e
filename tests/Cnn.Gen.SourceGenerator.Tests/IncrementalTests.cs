using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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

    [Fact]
    public void Every_step_is_named_and_seen()
    {
        Build build = new Workbench().Run(Two);
        Assert.Equal(TrackingNames.All.Order(StringComparer.Ordinal), build.Generator.TrackedSteps.Keys.Intersect(TrackingNames.All).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_of_the_compilation_survives_in_a_step()
    {
        Build build = new Workbench().Run(Two);
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
        Assert.False(value is ISymbol or SyntaxNode or SyntaxToken or SyntaxTree or Compilation or SemanticModel or Location or AttributeData or SyntaxReference,
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

    private static List<(string Step, IncrementalStepRunReason Reason)> Reasons(string[] before, string[] after)
    {
        var bench = new Workbench();
        CSharpCompilation first = bench.Compilation(before);
        CSharpCompilation second = first;
        foreach ((SyntaxTree tree, string text) in first.SyntaxTrees.Zip(after).Where(pair => pair.First.ToString() != pair.Second).ToArray())
            second = second.ReplaceSyntaxTree(tree, bench.Tree(text, tree.FilePath));
        GeneratorDriver driver = bench.Driver().RunGenerators(first).RunGenerators(second);
        ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps = driver.GetRunResult().Results[0].TrackedSteps;
        return [.. TrackingNames.All.SelectMany(name => steps[name].SelectMany(step => step.Outputs).Select(output => (name, output.Reason)))];
    }
}
