using System.Text;
using Cnn.Gen.Onnx.Import.Operators;

namespace Cnn.Gen.Onnx.Tests.NodeTests;

/// <summary>The page <c>docs/onnx-support.md</c>, made from what came of the official tests.</summary>
internal static class SupportTable
{
    /// <summary>The operators of convolutional networks, each of whose tests has a line of its own.</summary>
    public static IReadOnlyList<string> Listed { get; } =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization", "Gemm", "MatMul", "Relu",
        "LeakyRelu", "PRelu", "Elu", "Selu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softmax", "Clip", "Add", "Mul", "Concat",
        "Flatten", "Reshape", "Pad", "Resize", "LRN", "InstanceNormalization", "DepthToSpace", "ReduceMean", "Dropout", "Identity",
    ];

    /// <summary>The operator in whose section a test stands; null for one that has none of those listed.</summary>
    public static string? Section(NodeCase test) => Listed.FirstOrDefault(name => test.Operators is [var single] && single == name)
        ?? Listed.FirstOrDefault(test.Operators.Contains);

    /// <summary>The page.</summary>
    public static string Write(IReadOnlyList<NodeOutcome> outcomes)
    {
        NodeOutcome[] listed = [.. outcomes.Where(outcome => Section(outcome.Test) is not null)];
        NodeOutcome[] others = [.. outcomes.Except(listed)];
        var text = new StringBuilder();
        text.Append(
            $"""
            # What of ONNX becomes a class

            This page is made by the test `OfficialNodeTests` (`CNN_GEN_ACCEPT=1` writes it anew; a difference fails).

            Operators that depend on the model's input can be: {string.Join(", ", OperatorCatalog.Operators.Keys.Order(StringComparer.Ordinal))}. Nodes all of whose
            inputs are constants are computed when the model is imported. Everything else, and every attribute that is not understood, is an error that names the node.

            ## The official tests

            Debian's `libonnx-testdata` 1.12.0 (`eng/get-onnx-node-tests.sh`): {outcomes.Count} models with inputs and outputs, run through import, generation,
            compilation and prediction; {outcomes.Count(outcome => outcome.HasPassed)} pass (within 1e-4 of the output's scale), the others are out of scope for the reason given.
            Of the {listed.Length} with operators of convolutional networks, {listed.Count(outcome => outcome.HasPassed)} pass.

            A class has one input, its parameters are constants. Where a test has several inputs they are either packed side by side into one, which
            Slice layers take apart ("inputs packed"), or all but the first are constants ("other input constant"). An input is read as (batch, channels, height,
            width) or its first two or three of these; as (batch, height, width, channels) where it says "channels last"; as one image without a batch where it says so.


            """);
        foreach (string section in Listed)
        {
            text.Append($"### {section}\n\n| test | result | layers and how, or the reason |\n|---|---|---|\n");
            foreach (NodeOutcome outcome in listed.Where(outcome => Section(outcome.Test) == section))
                text.Append($"| {Name(outcome.Test)} | {Result(outcome)} | {Cell(outcome.Note)} |\n");
            text.Append('\n');
        }

        text.Append("## All other tests\n\n| operators | tests | pass | the reason of the first that does not |\n|---|---|---|---|\n");
        foreach (var group in others.GroupBy(outcome => string.Join(", ", outcome.Test.Operators.Order(StringComparer.Ordinal).Take(4))).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            string reason = group.FirstOrDefault(outcome => !outcome.HasPassed)?.Note ?? "";
            text.Append($"| {group.Key} | {group.Count()} | {group.Count(outcome => outcome.HasPassed)} | {Cell(reason)} |\n");
        }

        return text.ToString();
    }

    private static string Name(NodeCase test) => test.Group == "node" ? test.Name : $"{test.Group}/{test.Name}";

    private static string Result(NodeOutcome outcome) => outcome.HasPassed ? "pass" : outcome.IsWrong ? "**wrong**" : "out of scope";

    private static string Cell(string text)
    {
        string line = text.Split('\n')[0].Replace("|", "\\|", StringComparison.Ordinal);
        return line.Length > 300 ? line[..300] + " .." : line;
    }
}
