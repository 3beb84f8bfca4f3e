using System.Text.RegularExpressions;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>What the runtime makes of the sample networks, seen from a process of their own.</summary>
public sealed partial class ProbeTests
{
    private static readonly Lazy<string[]> Hashes = new(() => Probe.Run("hash"));

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Results_are_the_same_bits_with_a_width_switched_off(string variable)
    {
        Assert.Equal(Probe.Networks.Count, Hashes.Value.Length);
        Assert.Equal(Hashes.Value, Probe.Run("hash", (variable, "0")));
    }

    [Fact]
    public void Predictions_and_steps_after_the_first_allocate_nothing()
    {
        string[] lines = Probe.Run("allocations");
        Assert.Equal(2 * Probe.Networks.Count, lines.Length);
        Assert.All(lines, line => Assert.EndsWith(" 0 0", line));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    public void Every_kernel_is_compiled_once_and_fully_optimised(string variable, string value)
    {
        string file = Path.GetTempFileName();
        (string, string)[] environment = [("DOTNET_JitStdOutFile", file), ("DOTNET_JitDisasmSummary", "1")];
        Probe.Run("hash", variable.Length == 0 ? environment : [.. environment, (variable, value)]);
        (string Method, string Tier)[] methods = [.. File.ReadLines(file).Select(line => CompiledMethod().Match(line))
            .Where(match => match.Success).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        File.Delete(file);

        Assert.DoesNotContain(methods, method => method.Tier.Contains("MinOpts"));
        (string Method, string Tier)[] kernels = [.. methods.Where(method => !Programs.Contains(method.Method.Split(':')[1].Split('(')[0]))];
        Assert.True(kernels.Length > 20, $"Only {kernels.Length} kernels were compiled.");
        Assert.Equal(string.Empty, string.Join("\n", kernels.Where(method => method.Tier != "FullOpts").Select(method => $"{method.Method} {method.Tier}")));
    }

    /// <summary>What calls the kernels one after the other: a few instructions each, compiled as the runtime likes.</summary>
    private static string[] Programs => ["Pack", "Predict", "Forward", "Backward"];

    /// <summary>A line such as <c>  12: JIT compiled Cnn.Gen.Kernels.EngineSingle_LeNet5.Vectors512:MaxPool(..) [FullOpts, IL size=9, ..]</c>.</summary>
    [GeneratedRegex(@"JIT compiled (Cnn\.Gen\.Kernels\.\w+\.(?!Program:)\S+).* \[([^,\]]+), IL size")]
    private static partial Regex CompiledMethod();
}
