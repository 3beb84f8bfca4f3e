using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Cnn.Gen.Package.Tests;

/// <summary>A user adds one package reference and builds without <c>-c Release</c>.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed partial class ConsumerTests(PackedFeed feed)
{
    private const BindingFlags Everything = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private ConsumerProject Default => feed.Project("Consumer", "Program.cs");

    private ConsumerProject Unoptimized => feed.Project("Unoptimized", "Program.cs",
        "<CnnGenOptimize>false</CnnGenOptimize><CnnGenVectorBits>128</CnnGenVectorBits>");

    [Fact]
    public void Debug_build_trains_predicts_saves_and_loads()
    {
        Finished run = Default.Run();
        Assert.Matches("^learns True\nloads True\noutputs [0-9a-f]{16}\n$", run.Output.ReplaceLineEndings("\n"));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Debug_build_is_optimised_and_still_a_Debug_build() => Assert.Equal("Debug", Default.Inspect(assembly =>
    {
        Assert.False(assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);
        return assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
    }));

    [Fact]
    public void Every_kernel_of_a_Debug_build_is_compiled_fully_optimised()
    {
        string file = Path.GetTempFileName();
        Default.Run(("DOTNET_JitStdOutFile", file), ("DOTNET_JitDisasmSummary", "1"));
        (string Method, string Tier)[] compiled = [.. File.ReadLines(file).Select(line => CompiledMethod().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups["type"].Value + ":" + match.Groups["method"].Value, match.Groups["tier"].Value))];
        File.Delete(file);

        Assert.DoesNotContain(compiled, method => method.Tier.Contains("MinOpts", StringComparison.Ordinal));
        HashSet<string> kernels = Default.Inspect(Kernels);
        (string Method, string Tier)[] compiledKernels = [.. compiled.Where(method => kernels.Contains(method.Method))];
        Assert.True(compiledKernels.Length >= 10, $"Only {compiledKernels.Length} kernels of {kernels.Count} were compiled, of {compiled.Length} generated methods.");
        Assert.DoesNotContain(compiledKernels, method => method.Tier != "FullOpts");
    }

    [Fact]
    public void Switched_off_optimisation_is_said_once()
    {
        Finished run = Unoptimized.Run();
        string notice = Assert.Single(run.Errors.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        Assert.StartsWith("Cnn.Gen: Unoptimized was compiled without optimisation", notice, StringComparison.Ordinal);
        Assert.Contains("CnnGenOptimize", notice, StringComparison.Ordinal);
        Assert.Equal(Default.Run().Output, run.Output);
    }

    [Fact]
    public void Vector_width_of_the_project_reaches_the_generator()
    {
        Assert.Equal(["Vectors128"], Unoptimized.Inspect(Widths));
        Assert.Equal(["Scalars", "Vectors128", "Vectors256", "Vectors512"], Default.Inspect(Widths));

        static string[] Widths(Assembly assembly) => [.. assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Cnn.Gen.Kernels.", StringComparison.Ordinal) == true && !type.IsNested)
            .Select(type => type.Name).Where(name => name == "Scalars" || name.StartsWith("Vectors", StringComparison.Ordinal)).Order()];
    }

    [Fact]
    public void Wrong_network_fails_with_our_message_alone()
    {
        Finished build = feed.Project("Wrong", "Wrong.cs").Build;
        Assert.NotEqual(0, build.ExitCode);
        string[] errors = [.. build.Output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct()];
        Assert.Matches(@"^\S+Program\.cs\(10,2\): error CNN\d{4}: [^\n]*5x5[^\n]*4x4[^\n]*$", string.Join('\n', errors));
    }

    /// <summary>
    /// The generated kernels and what they call: all but the public programs, which call the kernels one after the other and which the
    /// runtime may compile as it likes.
    /// </summary>
    private static HashSet<string> Kernels(Assembly assembly) => [.. assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Cnn.Gen.Kernels.", StringComparison.Ordinal) == true)
        .SelectMany(type => type.GetMethods(Everything))
        .Where(method => !method.IsPublic || method.DeclaringType!.IsNested)
        .Select(method => $"{method.DeclaringType!.FullName}:{method.Name}")];

    /// <summary>A line such as <c>  12: JIT compiled Cnn.Gen.Kernels.TinyNet.Vectors512:Conv(byref,..) [FullOpts, IL size=9, ..]</c>.</summary>
    [GeneratedRegex(@"JIT compiled (?<type>Cnn\.Gen\.Kernels\.[^:\s]+):(?<method>[^\[(\s]+).* \[(?<tier>[^,\]]+), IL size")]
    private static partial Regex CompiledMethod();
}
