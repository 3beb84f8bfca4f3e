using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>Reads what convolutions and pools have in common: window, stride, dilation and padding.</summary>
public static class WindowReader
{
    /// <summary>Taps of an axis up to which each may have a kernel call of its own.</summary>
    private const int FewTaps = 8;

    private static readonly string[] Sides = ["PaddingTop", "PaddingBottom", "PaddingLeft", "PaddingRight"];

    /// <summary>
    /// The window that the arguments describe over the layer's input; null, with a problem reported, where there is none. Output sizes:
    /// floor((in + padding - extent) / stride) + 1, or with ceil mode the ceiling, less a last window that would start in the padding
    /// behind; with <c>Same</c> padding ceil(in / stride).
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="strideIsWindow">Whether a stride that is not written is the window's size (pools) instead of 1.</param>
    /// <param name="ceilMode">Whether a window that hangs over the edge still counts.</param>
    public static Window? Read(LayerBinder layer, bool strideIsWindow, bool ceilMode)
    {
        (Side height, Side width, string mode) = ReadSides(layer.Arguments, strideIsWindow);
        WindowAxis vertical = Axis(mode, ceilMode, height, layer.Shape.Height);
        WindowAxis horizontal = Axis(mode, ceilMode, width, layer.Shape.Width);
        if (layer.Arguments.Failed)
            return null;
        if (vertical.Output >= 1 && horizontal.Output >= 1)
            return new Window(vertical, horizontal);

        int paddedHeight = layer.Shape.Height + vertical.Before + vertical.After;
        int paddedWidth = layer.Shape.Width + horizontal.Before + horizontal.After;
        layer.Report("CNN0011", null,
            $"{layer.Name}: the window, {vertical.Extent}x{horizontal.Extent} with its dilation, is larger than the padded input, "
            + $"{paddedHeight}x{paddedWidth} (input {layer.Shape}). A window of at most {paddedHeight}x{paddedWidth}, or more padding, would fit.");
        return null;
    }

    /// <summary>
    /// The window of a transposed convolution: that of the convolution from its output to its input. Output sizes:
    /// (in - 1) * stride + extent + output padding - padding, or with <c>Same</c> padding in * stride, what is too much cut off at both
    /// sides. Null, with a problem reported, where nothing is left.
    /// </summary>
    public static Window? ReadTransposed(LayerBinder layer)
    {
        ArgumentReader arguments = layer.Arguments;
        (Side height, Side width, string mode) = ReadSides(arguments, strideIsWindow: false);
        int mostBelow = Math.Max(height.Stride, height.Dilation) - 1, mostRight = Math.Max(width.Stride, width.Dilation) - 1;
        bool own = arguments.Has("OutputPaddingHeight") && arguments.Has("OutputPaddingWidth");
        int common = arguments.Number("OutputPadding", 0, 0, own ? Limits.Window : Math.Min(mostBelow, mostRight));
        WindowAxis vertical = TransposedAxis(mode, height, arguments.Number("OutputPaddingHeight", common, 0, mostBelow), layer.Shape.Height);
        WindowAxis horizontal = TransposedAxis(mode, width, arguments.Number("OutputPaddingWidth", common, 0, mostRight), layer.Shape.Width);
        if (arguments.Failed)
            return null;
        if (vertical.Input < 1 || horizontal.Input < 1)
        {
            layer.Report("CNN0023", null,
                $"{layer.Name}: padding cuts {vertical.Before + vertical.After} rows and {horizontal.Before + horizontal.After} columns off an output of "
                + $"{vertical.Input + vertical.Before + vertical.After}x{horizontal.Input + horizontal.Before + horizontal.After} (input {layer.Shape}), and nothing is left. "
                + "Less padding would fit.");
            return null;
        }

        if (vertical.Input <= Limits.Side && horizontal.Input <= Limits.Side)
            return new Window(vertical, horizontal);
        layer.Report("CNN0025", null, $"{layer.Name}: an output of {vertical.Input}x{horizontal.Input} pixels; at most {Limits.Side}x{Limits.Side} are possible.");
        return null;
    }

    private static (Side Height, Side Width, string Mode) ReadSides(ArgumentReader arguments, bool strideIsWindow)
    {
        int size = arguments.Number("size", 1, 1, Limits.Window);
        int height = arguments.Number("height", size, 1, Limits.Window);
        int width = arguments.Number("width", size, 1, Limits.Window);
        (int strideHeight, int strideWidth) =
            arguments.Pair("Stride", strideIsWindow ? height : 1, strideIsWindow ? width : 1, 1, Limits.Window);
        (int dilationHeight, int dilationWidth) = arguments.Pair("Dilation", 1, 1, 1, Limits.Window);
        string mode = arguments.Choice("PaddingMode", "Explicit", "Explicit", "Valid", "SameUpper", "SameLower");
        int[] padding = Padding(arguments, mode);
        return (new Side(height, strideHeight, dilationHeight, padding[0], padding[1]), new Side(width, strideWidth, dilationWidth, padding[2], padding[3]), mode);
    }

    private static int[] Padding(ArgumentReader arguments, string mode)
    {
        int common = arguments.Number("Padding", 0, 0, Limits.Padding);
        int[] padding = [.. Sides.Select((side, index) => arguments.Number(side, arguments.IsOneDimensional && index < 2 ? 0 : common, 0, Limits.Padding))];
        if (mode == "Explicit")
            return padding;

        foreach (string name in Sides.Prepend("Padding").Where(arguments.Has))
        {
            arguments.Report("CNN0013", name,
                $"{name} cannot stand beside PaddingMode = {mode}, which settles the padding itself. Leave out one of the two.");
        }

        return padding;
    }

    private static WindowAxis Axis(string mode, bool ceil, Side side, int input)
    {
        (int before, int after) = mode == "Valid" ? (0, 0) : (side.Before, side.After);
        if (mode is "SameUpper" or "SameLower")
        {
            int same = (input + side.Stride - 1) / side.Stride;
            (before, after) = Split(mode, ((same - 1) * side.Stride) + side.Extent - input);
        }

        int room = input + before + after - side.Extent;
        int output = room < 0 ? 0 : ((ceil ? room + side.Stride - 1 : room) / side.Stride) + 1;
        if (ceil && output > 1 && (output - 1) * side.Stride >= input + before)
            output--;
        return new WindowAxis(side.Size, side.Stride, side.Dilation, before, after, input, output);
    }

    private static WindowAxis TransposedAxis(string mode, Side side, int outputPadding, int input)
    {
        int reached = ((input - 1) * side.Stride) + side.Extent + outputPadding, same = input * side.Stride;

        // From one input only, each output is one tap's. No window overlaps another whatever the stride is, and one past the window says so.
        if (input == 1 && side.Size is > 1 and <= FewTaps)
            side = side with { Stride = reached + 1 };
        (int before, int after) = mode == "Valid" ? (0, 0) : (side.Before, side.After);
        if (mode is not ("SameUpper" or "SameLower"))
            return new WindowAxis(side.Size, side.Stride, side.Dilation, before, after, reached - before - after, input);
        (before, after) = Split(mode, reached - same);
        return new WindowAxis(side.Size, side.Stride, side.Dilation, before, after, same, input);
    }

    /// <summary>Padding of both sides together, split between them.</summary>
    private static (int Before, int After) Split(string mode, int total)
    {
        total = Math.Max(total, 0);
        int before = mode == "SameUpper" ? total / 2 : total - (total / 2);
        return (before, total - before);
    }

    /// <summary>What is written of one axis.</summary>
    private readonly record struct Side(int Size, int Stride, int Dilation, int Before, int After)
    {
        /// <summary>Elements from the first tap to the last, both included.</summary>
        public int Extent => (Dilation * (Size - 1)) + 1;
    }
}
