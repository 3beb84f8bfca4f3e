using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Onnx.Export.Emitters;

/// <summary>Activations: by the operator of that name where the opset has one, otherwise spelled out as PyTorch's exporter does.</summary>
internal sealed class ActivationEmitter : Emitter<ActivationOp>
{
    protected override void Emit(NodeExport node, ActivationOp op) => Write(node, op.Activation, node.Exported(0).Name);

    private static void Write(NodeExport node, Compiler.Graph.Activation activation, string x)
    {
        switch (activation.Kind)
        {
            case "Relu" or "Selu" or "HardSwish" or "Sigmoid" or "Tanh" or "Softplus":
                node.Write(activation.Kind, [x]);
                break;
            case "None":
                node.Write("Identity", [x]);
                break;
            case "Relu6":
                node.Write("Clip", [x, node.Number("min", 0), node.Number("max", 6)]);
                break;
            case "Clip":
                node.Write("Clip", [x, Bound(node, "min", activation.Alpha), Bound(node, "max", activation.Upper)]);
                break;
            case "LeakyRelu" or "Elu":
                node.Write(activation.Kind, [x], Attributes.Of("alpha", activation.Alpha));
                break;
            case "HardSigmoid":
                node.Write("HardSigmoid", [x], Attributes.Of("alpha", activation.Alpha), Attributes.Of("beta", 0.5));
                break;
            case "Silu":
                node.Write("Mul", [x, node.Step("Sigmoid", "Sigmoid", [x])]);
                break;
            case "Gelu":
                WriteGelu(node, x);
                break;
            case "GeluTanh":
                WriteGeluTanh(node, x);
                break;
            default:
                throw new NotSupportedException($"The activation {activation.Kind} has no counterpart in ONNX.");
        }
    }

    /// <summary>A bound of Clip; none where it is infinite.</summary>
    private static string Bound(NodeExport node, string name, double value) => double.IsInfinity(value) ? string.Empty : node.Number(name, value);

    /// <summary>x * (erf(x / sqrt(2)) + 1) * 0.5.</summary>
    private static void WriteGelu(NodeExport node, string x)
    {
        string scaled = node.Step("Div", "Div", [x, node.Number("root", Math.Sqrt(2))]);
        string raised = node.Step("Add", "Add", [node.Step("Erf", "Erf", [scaled]), node.Number("one", 1)]);
        node.Write("Mul", [node.Step("Mul", "Mul", [x, raised]), node.Number("half", 0.5)]);
    }

    /// <summary>0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).</summary>
    private static void WriteGeluTanh(NodeExport node, string x)
    {
        string square = node.Step("Mul", "Square", [x, x]);
        string cube = node.Step("Mul", "Cube", [square, x]);
        string bent = node.Step("Mul", "Bend", [cube, node.Number("cubic", 0.044715)]);
        string sum = node.Step("Add", "Sum", [x, bent]);
        string tanh = node.Step("Tanh", "Tanh", [node.Step("Mul", "Scale", [sum, node.Number("scale", Math.Sqrt(2 / Math.PI))])]);
        string raised = node.Step("Add", "Add", [tanh, node.Number("one", 1)]);
        node.Write("Mul", [node.Step("Mul", "Half", [x, node.Number("half", 0.5)]), raised]);
    }
}

/// <summary>Softmax over the channels, axis 1.</summary>
internal sealed class SoftmaxEmitter : Emitter<SoftmaxOp>
{
    protected override void Emit(NodeExport node, SoftmaxOp op) => node.Write("Softmax", [node.Exported(0).Name], Attributes.Of("axis", 1L));
}

/// <summary>Dropout, which does nothing when predicting; its rate stays in the file.</summary>
internal sealed class DropoutEmitter : Emitter<DropoutOp>
{
    protected override void Emit(NodeExport node, DropoutOp op) => node.Write("Dropout", [node.Exported(0).Name, node.Number("ratio", op.Rate)]);
}

/// <summary>BatchNormalization with its own parameters; ONNX's momentum is the share of the old average, ours that of the batch.</summary>
internal sealed class BatchNormEmitter : Emitter<BatchNormOp>
{
    protected override void Emit(NodeExport node, BatchNormOp op) => node.Write("BatchNormalization",
        [node.Exported(0).Name, node.Weight(1), node.Weight(2), node.Weight(3), node.Weight(4)],
        Attributes.Of("epsilon", op.Epsilon), Attributes.Of("momentum", 1 - op.Momentum));
}

/// <summary>PRelu, its slope (C, 1, 1) before pixels.</summary>
internal sealed class PReluEmitter : Emitter<PReluOp>
{
    protected override void Emit(NodeExport node, PReluOp op)
    {
        int channels = node.Parameter(1).Shape[0];
        node.Write("PRelu", [node.Exported(0).Name, node.Exported(0).IsFlat ? node.Weight(1) : node.Weight(1, [channels], [0], [channels, 1, 1])]);
    }
}

/// <summary>InstanceNormalization, which wants pixels.</summary>
internal sealed class InstanceNormEmitter : Emitter<InstanceNormOp>
{
    protected override void Emit(NodeExport node, InstanceNormOp op) => node.Write("InstanceNormalization", isFlat: false,
        [node.Image(0), node.Weight(1), node.Weight(2)], Attributes.Of("epsilon", op.Epsilon));
}

/// <summary>LRN.</summary>
internal sealed class LrnEmitter : Emitter<LrnOp>
{
    protected override void Emit(NodeExport node, LrnOp op) => node.Write("LRN", isFlat: false, [node.Image(0)],
        Attributes.Of("size", (long)op.Size), Attributes.Of("alpha", op.Alpha), Attributes.Of("beta", op.Beta), Attributes.Of("bias", op.K));
}
