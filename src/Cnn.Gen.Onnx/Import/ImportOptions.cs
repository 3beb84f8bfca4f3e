using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx;

/// <summary>What may be chosen when an ONNX model becomes a class.</summary>
public sealed record ImportOptions
{
    /// <summary>The class's name; null: made from the file's name.</summary>
    public string? ClassName { get; init; }

    /// <summary>The class's namespace; empty: none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>
    /// The input's shape where the model leaves axes free: one number an axis, with or without the batch in front, such as 1, 3, 224, 224.
    /// </summary>
    public IReadOnlyList<int>? InputShape { get; init; }

    /// <summary>The name of the output to compute; null: the model must have one only.</summary>
    public string? Output { get; init; }

    /// <summary>Whether the class can be trained.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Whether only direct kernels may be used: <c>Precision.Strict</c>.</summary>
    public bool Strict { get; init; }

    /// <summary>How the model's input is laid out.</summary>
    public InputLayout Layout { get; init; }

    /// <summary>Inputs of the graph that are to be constants. For tests of single nodes, which give weights as inputs.</summary>
    internal IReadOnlyDictionary<string, Tensor> Frozen { get; init; } = new Dictionary<string, Tensor>();
}

/// <summary>Which axis of a model's input, behind the batch, holds its channels.</summary>
public enum InputLayout
{
    /// <summary>The first, as ONNX has it; the last, where only so can the model be expressed (TensorFlow's are so).</summary>
    Auto,

    /// <summary>(channels, height, width) or (channels, length).</summary>
    ChannelsFirst,

    /// <summary>(height, width, channels) or (length, channels).</summary>
    ChannelsLast,

    /// <summary>There is no batch: (channels, height, width), (channels, length) or (channels). The class takes any number of such images.</summary>
    SingleImage,

    /// <summary>There is no batch: (height, width, channels), (length, channels) or (channels).</summary>
    SingleImageChannelsLast,
}
