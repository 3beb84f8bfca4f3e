using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Onnx.Protos;

namespace Cnn.Gen.Onnx.Export.Emitters;

/// <summary>Convolutions as Conv, weights (fh, fw, in, out) as (out, in, fh, fw); dense layers as Gemm.</summary>
internal sealed class ConvEmitter : Emitter<ConvOp>
{
    protected override void Emit(NodeExport node, ConvOp op)
    {
        if (node.DenseWeight is not null)
        {
            EmitDense(node);
            return;
        }

        string[] inputs = [node.Image(0), node.Weight(1, 3, 2, 0, 1)];
        node.Write("Conv", isFlat: false, op.Bias ? [.. inputs, node.Weight(2)] : inputs,
            [.. WindowAttributes.Of(op.Window), WindowAttributes.Dilations(op.Window), Attributes.Of("group", (long)op.Groups)]);
    }

    /// <summary>Gemm with the weight as it is, (in, out); where the input kept ONNX's order of elements, with its rows in that order.</summary>
    private static void EmitDense(NodeExport node)
    {
        string input = node.Flat(0);
        int units = node.Parameter(1).Shape[1];
        string weight = node.Exported(0).KeptOrder is { } image
            ? node.Weight(1, [image.Height, image.Width, image.Channels, units], [2, 0, 1, 3], [image.Length, units])
            : node.Weight(1);
        node.Write("Gemm", isFlat: true, node.Inputs == 3 ? [input, weight, node.Weight(2)] : [input, weight]);
    }
}

/// <summary>Transposed convolutions as ConvTranspose, weights (fh, fw, in / groups, out) as (in, out / groups, fh, fw).</summary>
internal sealed class ConvTransposeEmitter : Emitter<ConvTransposeOp>
{
    protected override void Emit(NodeExport node, ConvTransposeOp op)
    {
        (WindowAxis height, WindowAxis width) = (op.Window.Height, op.Window.Width);
        int[] sides = [height.Size, width.Size, op.Channels / op.Groups, op.Groups, op.Filters / op.Groups];
        string weight = node.Weight(1, sides, [3, 2, 4, 0, 1], [op.Channels, op.Filters / op.Groups, height.Size, width.Size]);
        string[] inputs = [node.Image(0), weight];
        (int below, int moreBelow) = End(height);
        (int right, int moreRight) = End(width);
        node.Write("ConvTranspose", isFlat: false, op.Bias ? [.. inputs, node.Weight(2)] : inputs,
            Attributes.Of("kernel_shape", height.Size, width.Size), Attributes.Of("strides", height.Stride, width.Stride),
            Attributes.Of("pads", height.Before, width.Before, below, right), Attributes.Of("output_padding", moreBelow, moreRight),
            WindowAttributes.Dilations(op.Window), Attributes.Of("group", (long)op.Groups));
    }

    /// <summary>What is cut off at the end, or added there; an axis of the window has the output's side as its input.</summary>
    private static (int Cut, int Added) End(WindowAxis axis)
    {
        int cut = ((axis.Output - 1) * axis.Stride) + axis.Extent - axis.Before - axis.Input;
        return cut >= axis.After ? (cut, 0) : (axis.After, axis.After - cut);
    }
}

/// <summary>A sliding window as ONNX writes it.</summary>
internal static class WindowAttributes
{
    /// <summary>The window's size, strides and padding.</summary>
    public static AttributeProto[] Of(Window window) =>
    [
        Attributes.Of("kernel_shape", window.Height.Size, window.Width.Size),
        Attributes.Of("strides", window.Height.Stride, window.Width.Stride),
        Attributes.Of("pads", window.Height.Before, window.Width.Before, window.Height.After, window.Width.After),
    ];

    /// <summary>The window's dilation.</summary>
    public static AttributeProto Dilations(Window window) => Attributes.Of("dilations", window.Height.Dilation, window.Width.Dilation);
}
