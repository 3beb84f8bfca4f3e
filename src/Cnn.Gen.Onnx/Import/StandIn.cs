using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import;

/// <summary>
/// Values that stand for what could not be expressed, so that nodes behind it are checked too and all problems are found at once. They have
/// the right shape: that which the file declares, or that of the operand for functions of each element. Nothing is ever written of them.
/// </summary>
internal static class StandIn
{
    private static readonly HashSet<string> KeepsShape =
    [
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh", "Erf", "Exp", "Floor", "HardSwish", "LayerNormalization", "Log",
        "LogSoftmax", "Neg", "Not", "Reciprocal", "Round", "Sign", "Sin", "Sinh", "Softmax", "Softsign", "Sqrt", "Tan", "ThresholdedRelu", "Clip", "PRelu",
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "Dropout", "Pow", "LRN", "Relu", "LeakyRelu", "Elu", "Selu", "Gelu",
    ];

    /// <summary>A stand-in for the node's first output; null where its shape is not known.</summary>
    public static View? For(OnnxNode node, IReadOnlyList<Operand> operands, OnnxValue? declared)
    {
        View[] views = [.. operands.Where(operand => operand.View is not null).Select(operand => operand.View!)];
        if (views.Length == 0)
            return null;
        if (declared?.Dims is { } sides && sides.Skip(1).All(side => side is not null))
        {
            int[] dims = [sides.Length > 0 && sides[0] is { } batch ? batch : views[0].Batch, .. sides.Skip(1).Select(side => side!.Value)];
            return views.FirstOrDefault(view => view.Dims.SequenceEqual(dims)) ?? Image(dims);
        }

        if (KeepsShape.Contains(node.Operator))
            return views[0];
        bool isBroadcast = node.Operator is "Add" or "Sub" or "Mul" or "Div" or "Max" or "Min" or "Mod";
        return isBroadcast ? views.MaxBy(view => Tensor.Product(view.Dims)) : null;
    }

    private static View? Image(int[] dims)
    {
        Shape? shape = dims switch
        {
            [_, int c] => new Shape(1, 1, c),
            [_, int c, int l] => new Shape(1, l, c),
            [_, int c, int h, int w] => new Shape(h, w, c),
            _ => null,
        };
        return shape is { } found ? new View(new DraftLayer("Unknown", found), dims, Arranger.ImageOrder(dims[0], found, isSwapped: false)) : null;
    }
}
