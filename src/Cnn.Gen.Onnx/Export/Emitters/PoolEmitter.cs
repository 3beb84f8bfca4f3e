using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Onnx.Protos;

namespace Cnn.Gen.Onnx.Export.Emitters;

/// <summary>
/// Pools as MaxPool, AveragePool and their global forms. An average that counts padding and has a window over the edge (ceil mode) becomes a
/// Pad and an average that does not count: how such a window is divided differs between versions of ONNX and its runtimes. So does whether ceil
/// mode has windows that begin behind the input: where that matters, padding is written instead, which pools do not see.
/// </summary>
internal sealed class PoolEmitter : Emitter<PoolOp>
{
    /// <summary>AveragePool has dilations from opset 19 on.</summary>
    protected override int LeastOpset(PoolOp op) =>
        op.Mode != PoolMode.Max && IsDilated(op.Window) ? 19 : GraphExporter.UsualOpset;

    protected override void Emit(NodeExport node, PoolOp op)
    {
        string kind = op.Mode == PoolMode.Max ? "MaxPool" : "AveragePool";
        Window window = op.Window;
        string input = node.Image(0);
        if (window.CoversInput && window.Height.After == 0 && window.Width.After == 0)
        {
            node.Write("Global" + kind, isFlat: false, [input]);
            return;
        }

        bool hangsOver = HangsOver(window.Height) || HangsOver(window.Width);
        bool countsPadding = op.Mode == PoolMode.AverageWithPadding && HasPadding(window);
        if (countsPadding && hangsOver)
        {
            countsPadding = false;
            long[] pads = [0, 0, window.Height.Before, window.Width.Before, 0, 0, window.Height.After, window.Width.After];
            input = node.Step("Pad", "Pad", [input, node.Indices("pads", pads)]);
            window = new Window(WithoutPadding(window.Height), WithoutPadding(window.Width));
        }

        if (hangsOver && (IsDoubtful(window.Height) || IsDoubtful(window.Width)))
        {
            window = new Window(WithRoom(window.Height), WithRoom(window.Width));
            hangsOver = false;
        }

        List<AttributeProto> attributes = [.. WindowAttributes.Of(window)];
        if (IsDilated(window))
            attributes.Add(WindowAttributes.Dilations(window));
        if (hangsOver)
            attributes.Add(Attributes.Of("ceil_mode", 1L));
        if (countsPadding)
            attributes.Add(Attributes.Of("count_include_pad", 1L));
        node.Write(kind, isFlat: false, [input], [.. attributes]);
    }

    private static bool IsDilated(Window window) => window.Height.Dilation != 1 || window.Width.Dilation != 1;

    private static bool HasPadding(Window window) => (window.Height.Before | window.Height.After | window.Width.Before | window.Width.After) != 0;

    private static WindowAxis WithoutPadding(WindowAxis axis) => axis with { Before = 0, After = 0, Input = axis.Before + axis.Input + axis.After };

    /// <summary>Whether ceil mode, as its formula alone says, has a window that begins behind the input, which we leave out.</summary>
    private static bool IsDoubtful(WindowAxis axis) =>
        ((axis.Before + axis.Input + axis.After - axis.Extent + axis.Stride - 1) / axis.Stride) + 1 != axis.Output;

    /// <summary>As much padding behind the input as makes all windows whole, but not one more.</summary>
    private static WindowAxis WithRoom(WindowAxis axis) =>
        axis with { After = Math.Max(0, ((axis.Output - 1) * axis.Stride) + axis.Extent - axis.Before - axis.Input) };

    /// <summary>Whether there is an output more than whole windows fit, which only ceil mode makes.</summary>
    private static bool HangsOver(WindowAxis axis) => ((axis.Before + axis.Input + axis.After - axis.Extent) / axis.Stride) + 1 < axis.Output;
}
