using System.Runtime.CompilerServices;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.NodeTests;

/// <summary>ONNX's official tests of operators, all of them, against the committed table of what passes and why the others are out of scope.</summary>
public sealed class OfficialNodeTests
{
    /// <summary>Runs everything; a test whose outcome or way differs from the table fails.</summary>
    [SkippableFact]
    public void Are_as_the_table_says()
    {
        string? root = FindData();
        bool mustRun = Environment.GetEnvironmentVariable("CI") == "true";
        Skip.If(root is null && !mustRun, "The official tests are not there: eng/get-onnx-node-tests.sh fetches them.");
        Assert.True(root is not null, "The official tests are not there, and here nothing may skip: eng/get-onnx-node-tests.sh fetches them.");

        IReadOnlyList<NodeOutcome> outcomes = NodeRunner.Run(NodeCase.ReadAll(root));
        string page = SupportTable.Write(outcomes);

        string path = Path.Combine(Repository, "docs", "onnx-support.md");
        if (Environment.GetEnvironmentVariable("CNN_GEN_ACCEPT") == "1")
            File.WriteAllText(path, page);
        string[] wrong = [.. outcomes.Where(outcome => outcome.IsWrong).Select(outcome => $"{outcome.Test.Name}: {outcome.Note}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        string[] committed = File.Exists(path) ? File.ReadAllLines(path) : [], found = page.Split('\n');
        string[] differences = [.. found.Except(committed).Select(line => "now " + line), .. committed.Except(found).Select(line => "was " + line)];
        Assert.True(differences.Length == 0, $"docs/onnx-support.md differs; if it is meant to, CNN_GEN_ACCEPT=1 writes it:\n{string.Join('\n', differences.Take(40))}");
    }

    private static string Repository { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "../../.."));

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string? FindData()
    {
        string folder = Environment.GetEnvironmentVariable("CNN_ONNX_NODE_TESTS") ?? Path.Combine(Repository, "artifacts", "onnx-node-tests");
        return Directory.Exists(Path.Combine(folder, "node")) ? folder : null;
    }
}
