using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>Reads what convolutions and pools have in common: window, stride, dilation and padding.</summary>
public static class WindowReader
{
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
        ArgumentReader arguments = layer.Arguments;
        int size = arguments.Number("size", 1, 1, Limits.Window);
        int height = arguments.Number("height", size, 1, Limits.Window);
        int width = arguments.Number("width", size, 1, Limits.Window);
        (int strideHeight, int strideWidth) =
            arguments.Pair("Stride", strideIsWindow ? height : 1, strideIsWindow ? width : 1, 1, Limits.Window);
        (int dilationHeight, int dilationWidth) = arguments.Pair("Dilation", 1, 1, 1, Limits.Window);
        string mode = arguments.Choice("PaddingMode", "Explicit", "Explicit", "Valid", "SameUpper", "SameLower");
        int[] padding = Padding(arguments, mode);

        WindowAxis vertical = Axis(mode, ceilMode, height, strideHeight, dilationHeight, padding[0], padding[1], layer.Shape.Height);
        WindowAxis horizontal = Axis(mode, ceilMode, width, strideWidth, dilationWidth, padding[2], padding[3], layer.Shape.Width);
        if (arguments.Failed)
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

    private static int[] Padding(ArgumentReader arguments, string mode)
    {
        int common = arguments.Number("Padding", 0, 0, Limits.Padding);
        int[] padding = [.. Sides.Select(side => arguments.Number(side, common, 0, Limits.Padding))];
        if (mode == "Explicit")
            return padding;

        foreach (string name in Sides.Prepend("Padding").Where(arguments.Has))
        {
            arguments.Report("CNN0013", name,
                $"{name} cannot stand beside PaddingMode = {mode}, which settles the padding itself. Leave out one of the two.");
        }

        return padding;
    }

    private static WindowAxis Axis(string mode, bool ceil, int size, int stride, int dilation, int before, int after, int input)
    {
        int extent = (dilation * (size - 1)) + 1;
        switch (mode)
        {
            case "Valid":
                before = after = 0;
                break;
            case "SameUpper" or "SameLower":
                int same = (input + stride - 1) / stride;
                int total = Math.Max(((same - 1) * stride) + extent - input, 0);
                before = mode == "SameUpper" ? total / 2 : total - (total / 2);
                after = total - before;
                break;
        }

        int room = input + before + after - extent;
        int output = room < 0 ? 0 : ((ceil ? room + stride - 1 : room) / stride) + 1;
        if (ceil && output > 1 && (output - 1) * stride >= input + before)
            output--;
        return new WindowAxis(size, stride, dilation, before, after, input, output);
    }
}
