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
            inputs are constants are computed when the model is imported. Everything else, and every attribute that is not understood, is an error that names the node;
            all of them are listed at once. Opsets 7 to 22 are tested. Models have one input, of up to four axes with the batch, and all sizes but the batch's are fixed
            (`--shape` gives those that the file leaves open); of several outputs one is chosen (`--value`).

            ## What is recognised

            - Reshape, Flatten, Squeeze, Unsqueeze and Transpose are no layers: the layers behind take the order into account (the rows of a dense layer's weight, the
              axis of a softmax). Where elements must move they become ChannelShuffle, DepthToSpace, SpaceToDepth or Flatten.
            - MatMul and Add, and every form of Gemm: Dense, or Conv2D of one tap where each pixel's channels are multiplied.
            - Pad before a convolution or an average: the layer's own padding. Functions behind a layer: its `Activation`.
            - x * sigmoid(x), x * hardsigmoid(x), x * relu6(x + 3) / 6, clip(x/6 + 1/2), both forms of Gelu, Relu and Clip in sequence: one function.
            - Mul, Add, Sub and Div by constants: taken into the weights above, or DepthwiseConv2D(1). Batch-norm stays a layer, so that the network trains on.
            - Networks with channels last (TensorFlow's) where Transpose leads to them, or with `--layout ChannelsLast`.
            - Slices: channels by Slice; other selections by convolutions of ones that are not trained (`Trainable = false`).
            - Where the scales of a Resize by corners make no whole size, ONNX's definition is followed; ONNX Runtime rounds the size first.
            - float16 and bfloat16 are computed in single precision, double in double.

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

        text.Append("### All others\n\n| operators | test | result | layers and how, or the reason |\n|---|---|---|---|\n");
        foreach (NodeOutcome outcome in others.OrderBy(outcome => Operators(outcome.Test), StringComparer.Ordinal))
            text.Append($"| {Operators(outcome.Test)} | {Name(outcome.Test)} | {Result(outcome)} | {Cell(outcome.Note)} |\n");
        return text.ToString();
    }

    private static string Operators(NodeCase test)
    {
        const int Most = 3;
        string list = string.Join(", ", test.Operators.Order(StringComparer.Ordinal).Take(Most));
        return test.Operators.Count > Most ? list + ", .." : list;
    }

    private static string Name(NodeCase test) => test.Group == "node" ? test.Name : $"{test.Group}/{test.Name}";

    private static string Result(NodeOutcome outcome) => outcome.HasPassed ? "pass" : outcome.IsWrong ? "**wrong**" : "out of scope";

    private static string Cell(string text)
    {
        string line = text.Split('\n')[0].Replace("|", "\\|", StringComparison.Ordinal);
        return line.Length > 300 ? line[..300] + " .." : line;
    }
}
