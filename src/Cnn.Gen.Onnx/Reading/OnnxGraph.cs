using Cnn.Gen.Onnx.Protos;

namespace Cnn.Gen.Onnx.Reading;

/// <summary>A value that enters or leaves a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Its element type, a number of <see cref="TensorProto.Types.DataType"/>.</param>
/// <param name="Dims">The sizes of its axes, null for one that is free or has a name; null as a whole where the file does not say.</param>
/// <param name="Symbols">The names of free axes, empty where they have none.</param>
internal sealed record OnnxValue(string Name, TensorProto.Types.DataType ElementType, int?[]? Dims, string[] Symbols)
{
    /// <summary>Such as <c>[N, 3, 224, 224]</c>.</summary>
    public string Shape => Dims is null
        ? "unknown"
        : $"[{string.Join(", ", Dims.Select((side, axis) => side?.ToString() ?? (Symbols[axis].Length > 0 ? Symbols[axis] : "?")))}]";
}

/// <summary>A graph as read: nodes in an order in which they can be computed, constants apart.</summary>
internal sealed class OnnxGraph
{
    /// <summary>The version of ONNX's operators.</summary>
    public required int Opset { get; init; }

    /// <summary>Which program wrote the file.</summary>
    public required string Producer { get; init; }

    /// <summary>Inputs that no constant stands for.</summary>
    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    /// <summary>Outputs.</summary>
    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    /// <summary>What the file says of values in between, by name.</summary>
    public required IReadOnlyDictionary<string, OnnxValue> Declared { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    /// <summary>The constants by name.</summary>
    public required IReadOnlyDictionary<string, Tensor> Constants { get; init; }

    /// <summary>Reads the tensor that an attribute holds.</summary>
    public required TensorReader Tensors { get; init; }
}
