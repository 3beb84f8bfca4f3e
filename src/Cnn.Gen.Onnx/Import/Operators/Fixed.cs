using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Convolutions with weights that are not learnt: they select, repeat or average where no layer does so by itself.</summary>
internal static class Fixed
{
    /// <summary>A convolution of one tap with given weights (input channel, output channel).</summary>
    public static DraftLayer Convolution(NodeContext node, DraftLayer input, int filters, Func<int, int, double> weight)
    {
        int channels = input.Shape.Channels;
        var values = new double[channels * filters];
        for (int i = 0; i < values.Length; i++)
            values[i] = weight(i / filters, i % filters);
        DraftLayer layer = node.Add(Kinds.Conv, input, input.Shape with { Channels = filters });
        layer.Window = new DraftWindow(1, 1);
        layer.With("filters", (long)filters).With("Bias", false).With("Trainable", false);
        return layer.With("weight", Tensor.Of([1, 1, channels, filters], values));
    }

    /// <summary>Of each channel the elements (top + i * strideHeight, left + j * strideWidth): a depthwise window with a single one in it.</summary>
    public static DraftLayer Crop(NodeContext node, DraftLayer input, int top, int left, int strideHeight, int strideWidth, int height, int width)
    {
        const int MaxWindow = 64;
        Shape shape = input.Shape;
        int windowHeight = shape.Height - ((height - 1) * strideHeight), windowWidth = shape.Width - ((width - 1) * strideWidth);
        if (windowHeight > MaxWindow || windowWidth > MaxWindow)
            throw new UnsupportedException("", $"it cuts {height}x{width} out of {shape}; a class can cut off at most {MaxWindow - 1} rows and columns");
        if (windowHeight <= strideHeight && windowWidth <= strideWidth && top == 0 && left == 0)
        {
            DraftLayer pool = node.Add("MaxPool2D", input, new Shape(height, width, shape.Channels));
            pool.Window = new DraftWindow(1, 1, strideHeight, strideWidth);
            return pool;
        }

        var values = new double[windowHeight * windowWidth * shape.Channels];
        Array.Fill(values, 1, ((top * windowWidth) + left) * shape.Channels, shape.Channels);
        DraftLayer crop = node.Add(Kinds.Depthwise, input, new Shape(height, width, shape.Channels));
        crop.Window = new DraftWindow(windowHeight, windowWidth, strideHeight, strideWidth);
        crop.With("Bias", false).With("Trainable", false);
        return crop.With("weight", Tensor.Of([windowHeight, windowWidth, 1, shape.Channels], values));
    }
}
