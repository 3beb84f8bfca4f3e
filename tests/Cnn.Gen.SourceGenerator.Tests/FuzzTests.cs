using System.Globalization;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>
/// Nothing that can be written in an attribute makes generator or analyzer throw: a model either compiles, or the analyzer says what is
/// wrong with it. Random models come from a seed that each message names.
/// </summary>
public sealed class FuzzTests
{
    /// <summary>Text of this length at most, for models whose sizes are ordinary: a bound on work that is the same on every machine.</summary>
    private const int LongestText = 20_000_000;

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 60)]
    [InlineData(3, 60)]
    public void AnyAttributeIsReportedOrCompiles(int seed, int models)
    {
        var random = new RandomModels(seed);
        for (int count = 0; count < models; count++)
        {
            string source = random.Source();
            string where = $"seed {seed}, model {count}:\n{source}\n";
            Build build = Guarded(where, () => new Workbench { Properties = { ["CnnGenVectorBits"] = "256" } }.Run(source));
            string[] ours = [.. build.Ours.Select(diagnostic => diagnostic.Id)];
            Assert.False(ours.Contains("CNN0099"), where + string.Join("\n", build.Ours));
            Diagnostic[] errors = [.. build.Compilers().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
            Assert.True(errors.Length == 0, where + string.Join("\n", errors.Take(5).Cast<object>().Concat(build.Ours)));
            Assert.True(build.Files.Values.Sum(text => text.Length) < LongestText, where + "makes too much text");
        }
    }

    [Theory]
    [InlineData(11, 3000)]
    [InlineData(12, 3000)]
    public void AnySpecificationIsCheckedAndCompiled(int seed, int models)
    {
        var random = new RandomModels(seed);
        int sound = 0;
        for (int count = 0; count < models; count++)
        {
            ModelSpec spec = random.Spec();
            string where = $"seed {seed}, model {count}: {Print(spec)}\n";
            EquatableArray<Problem> problems = Guarded(where, () => ModelCompiler.Check(spec));
            bool isSound = problems.All(problem => problem.Id == "CNN0026");
            Assert.All(problems, problem => Assert.InRange(problem.Place, Problem.OnClass, spec.Layers.Count - 1));
            sound += isSound ? 1 : 0;

            // Sound models are compiled in full by the tests above and elsewhere; here a sample is enough.
            if (isSound && sound % 25 != 0)
                continue;
            CompiledModel compiled = Guarded(where, () => ModelCompiler.Compile(spec, new CompilerOptions(256)));
            Assert.True(compiled.Shell.Length > 0 && (compiled.Kernels.Length > 0) == isSound, where + string.Join("\n", problems));
            Assert.True(compiled.Shell.Length + compiled.Kernels.Length < LongestText, where + "makes too much text");
        }

        Assert.True(sound > models / 50, $"seed {seed}: only {sound} models of {models} were sound");
    }

    private static T Guarded<T>(string where, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            throw new Xunit.Sdk.XunitException(where + exception);
        }
    }

    private static string Print(ModelSpec spec) => string.Join(" ", spec.Layers.Prepend(spec.Model).Select(attribute =>
        $"[{attribute.Kind}({string.Join(", ", attribute.Arguments.Select(argument => string.Create(CultureInfo.InvariantCulture, $"{argument.Name} = {argument.Value ?? "null"}")))})]"));
}
