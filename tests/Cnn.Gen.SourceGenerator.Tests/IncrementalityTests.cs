using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Work is done once: an edit elsewhere remakes nothing, and nothing that is kept holds on to a compilation.</summary>
public sealed class IncrementalityTests
{
    private static readonly Workbench Bench = new();

    [Theory]
    [InlineData("class Other { int Field => 1; }", "class Other { int Field => 2; string More => \"\"; }")]
    [InlineData(Sources.Small, "// a comment\n" + Sources.Small)]
    public void UnrelatedEditRemakesNothing(string before, string after)
    {
        GeneratorRunResult second = Edit([Sources.Small.Replace("Small", "First"), before], 1, after);
        foreach (string step in TrackingNames.All)
        {
            (object Value, IncrementalStepRunReason Reason)[] outputs = [.. second.TrackedSteps[step].SelectMany(run => run.Outputs)];
            Assert.NotEmpty(outputs);
            Assert.All(outputs, output => Assert.True(
                output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {output.Reason}"));
        }

        Assert.All(second.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void ChangeOfAModelRemakesThatModelOnly()
    {
        string first = Sources.Small.Replace("Small", "First");
        GeneratorRunResult second = Edit([first, Sources.Small], 0, first.Replace("Dense(3)", "Dense(4)"));
        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached],
            second.TrackedSteps[TrackingNames.Compiled].SelectMany(run => run.Outputs).Select(output => output.Reason));
    }

    [Fact]
    public void UserMemberRemakesNeitherFile()
    {
        GeneratorRunResult second = Edit([Sources.Small, "namespace Demo; partial class Small { }"], 1, "namespace Demo; partial class Small { int Own => 1; }");
        Assert.Equal([IncrementalStepRunReason.Modified], second.TrackedSteps[TrackingNames.Model].SelectMany(run => run.Outputs).Select(output => output.Reason));
        foreach (string step in new[] { TrackingNames.Compiled, TrackingNames.Shell, TrackingNames.Kernels })
            Assert.Equal([IncrementalStepRunReason.Cached], second.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason));
    }

    [Fact]
    public void NoModelMakesNoFile() => Assert.Empty(Bench.Run("class Plain { }").Files);

    [Fact]
    public void NothingThatIsKeptHoldsASymbol()
    {
        GeneratorRunResult result = Edit([Sources.Small], 0, Sources.Small + "\n// more");
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string step in TrackingNames.All)
        {
            foreach ((object value, _) in result.TrackedSteps[step].SelectMany(run => run.Outputs))
                Walk(value, step, seen);
        }

        Assert.True(seen.Count > 20, $"only {seen.Count} objects were looked at");
    }

    private static GeneratorRunResult Edit(string[] before, int file, string after)
    {
        CSharpCompilation compilation = Bench.Compilation(before);
        GeneratorDriver driver = Bench.Driver().RunGenerators(compilation);
        SyntaxTree old = compilation.SyntaxTrees[file];
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(old, Bench.Tree(after, old.FilePath)));
        return Assert.Single(driver.GetRunResult().Results);
    }

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || (!value.GetType().IsValueType && !seen.Add(value)))
            return;
        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Compilation or Location or SemanticModel or AttributeData or TypedConstant,
            $"{path} is a {value.GetType()}");
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
}
