using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Reads kernel_shape, strides, dilations, pads, auto_pad and their like, as ONNX sees the image.</summary>
internal static class Windows
{
    /// <summary>The window of a convolution or pool, and the rows and columns of its output (channels as in the input).</summary>
    /// <param name="node">The node.</param>
    /// <param name="image">Its input.</param>
    /// <param name="kernel">The window that the weight has; null: only the attribute says.</param>
    /// <param name="hasCeil">Whether <c>ceil_mode</c> is an attribute of the operator.</param>
    /// <param name="output">The output's shape.</param>
    /// <param name="ceil">Whether a window that hangs over the edge counts.</param>
    public static DraftWindow Read(NodeContext node, Image image, int[]? kernel, bool hasCeil, out Shape output, out bool ceil)
    {
        int axes = image.View.Rank - 2;
        int[] size = Kernel(node, kernel, axes);
        int[] strides = Numbers(node, "strides", axes, 1, 1), dilations = Numbers(node, "dilations", axes, 1, 1);
        ceil = hasCeil && node.Node.Integer("ceil_mode", 0) != 0;
        int[] pads = Pads(node, axes);
        string mode = Mode(node);
        int[] input = axes == 1 ? [image.Shape.Width * image.Shape.Height] : [image.Shape.Height, image.Shape.Width];
        var sides = new int[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            long extent = ((long)dilations[axis] * (size[axis] - 1)) + 1;
            if (mode != "Explicit")
                (pads[axis], pads[axis + axes]) = Same(mode, input[axis], strides[axis], extent);
            long room = input[axis] + (long)pads[axis] + pads[axis + axes] - extent;
            if (room < 0)
                throw new UnsupportedException("kernel_shape", $"a window of {extent} with its dilation is larger than the padded input, {input[axis] + pads[axis] + pads[axis + axes]}");
            sides[axis] = (int)(((ceil ? room + strides[axis] - 1 : room) / strides[axis]) + 1);
            if (ceil && sides[axis] > 1 && (sides[axis] - 1) * (long)strides[axis] >= input[axis] + pads[axis])
                sides[axis]--;
        }

        output = axes == 1 ? new Shape(1, sides[0], image.Shape.Channels) : new Shape(sides[0], sides[1], image.Shape.Channels);
        return Make(size, strides, dilations, pads, mode);
    }

    /// <summary>The window of a transposed convolution, and the rows and columns of its output.</summary>
    public static DraftWindow ReadTransposed(NodeContext node, Image image, int[] kernel, out Shape output)
    {
        int axes = image.View.Rank - 2;
        int[] size = Kernel(node, kernel, axes);
        int[] strides = Numbers(node, "strides", axes, 1, 1), dilations = Numbers(node, "dilations", axes, 1, 1);
        int[] extra = Numbers(node, "output_padding", axes, 0, 0);
        int[] pads = Pads(node, axes);
        string mode = Mode(node);
        int[]? wanted = node.Node.Integers("output_shape") is { } given ? [.. given.TakeLast(axes).Select(side => Checked(side, "output_shape", 1))] : null;
        int[] input = axes == 1 ? [image.Shape.Width * image.Shape.Height] : [image.Shape.Height, image.Shape.Width];
        var sides = new int[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            long full = ((input[axis] - 1L) * strides[axis]) + ((long)dilations[axis] * (size[axis] - 1)) + 1;
            long? target = wanted is not null ? wanted[axis] : mode is "SameUpper" or "SameLower" ? (long)input[axis] * strides[axis] : null;
            if (target is { } side)
            {
                // What is too much is cut off; what is missing is added behind.
                int total = (int)Math.Max(0, full + extra[axis] - side);
                pads[axis] = mode == "SameUpper" ? total / 2 : total - (total / 2);
                pads[axis + axes] = total - pads[axis];
                extra[axis] = (int)(side - full + total);
            }

            long result = full + extra[axis] - pads[axis] - pads[axis + axes];
            sides[axis] = result is >= 1 and <= int.MaxValue ? (int)result : throw new UnsupportedException("pads", $"the output would have {result} rows or columns");
        }

        output = axes == 1 ? new Shape(1, sides[0], image.Shape.Channels) : new Shape(sides[0], sides[1], image.Shape.Channels);
        DraftWindow window = Make(size, strides, dilations, pads, "Explicit");
        return axes == 1 ? window with { ExtraWidth = extra[0] } : window with { ExtraHeight = extra[0], ExtraWidth = extra[1] };
    }

    /// <summary>A number that must fit an attribute's argument.</summary>
    public static int Checked(long value, string attribute, int least) => value >= least && value <= int.MaxValue
        ? (int)value
        : throw new UnsupportedException(attribute, $"{value} is out of range; at least {least} is expected");

    private static DraftWindow Make(int[] size, int[] strides, int[] dilations, int[] pads, string mode) => size.Length == 1
        ? new DraftWindow(1, size[0], 1, strides[0], 1, dilations[0], 0, 0, pads[0], pads[1]) { Mode = mode }
        : new DraftWindow(size[0], size[1], strides[0], strides[1], dilations[0], dilations[1], pads[0], pads[2], pads[1], pads[3]) { Mode = mode };

    private static int[] Kernel(NodeContext node, int[]? kernel, int axes)
    {
        if (axes is < 1 or > 2)
            throw new UnsupportedException("", $"windows over {axes} axes are no layer; one and two are");
        int[]? given = node.Node.Has("kernel_shape") ? Numbers(node, "kernel_shape", axes, 1, 1) : null;
        if (given is null && kernel is null)
            throw new UnsupportedException("kernel_shape", "it is not there");
        if (given is not null && kernel is not null && !given.SequenceEqual(kernel))
            throw new UnsupportedException("kernel_shape", $"[{string.Join(", ", given)}] is not the weight's [{string.Join(", ", kernel)}]");
        return (given ?? kernel)!;
    }

    private static int[] Numbers(NodeContext node, string attribute, int count, int fallback, int least)
    {
        if (node.Node.Integers(attribute) is not { } given)
            return [.. Enumerable.Repeat(fallback, count)];
        if (given.Length != count)
            throw new UnsupportedException(attribute, $"{count} numbers are expected, but {given.Length} came");
        return [.. given.Select(value => Checked(value, attribute, least))];
    }

    private static int[] Pads(NodeContext node, int axes)
    {
        int[] pads = Numbers(node, "pads", 2 * axes, 0, 0);
        return node.Node.Text("auto_pad", "NOTSET") == "NOTSET" ? pads : new int[2 * axes];
    }

    private static string Mode(NodeContext node)
    {
        string mode = node.Node.Text("auto_pad", "NOTSET");
        return mode switch
        {
            "NOTSET" or "VALID" or "" => "Explicit",
            "SAME_UPPER" => "SameUpper",
            "SAME_LOWER" => "SameLower",
            _ => throw new UnsupportedException("auto_pad", $"'{mode}' is none of NOTSET, VALID, SAME_UPPER and SAME_LOWER"),
        };
    }

    private static (int Before, int After) Same(string mode, int input, int stride, long extent)
    {
        long output = (input + (long)stride - 1) / stride;
        int total = (int)Math.Max(((output - 1) * stride) + extent - input, 0);
        int before = mode == "SameUpper" ? total / 2 : total - (total / 2);
        return (before, total - before);
    }
}
