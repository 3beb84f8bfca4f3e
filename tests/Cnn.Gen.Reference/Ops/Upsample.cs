namespace Cnn.Gen.Reference;

/// <summary>
/// An image made larger. An output row reads two input rows, weighted: <c>Nearest</c> only row floor(o / factor); <c>Bilinear</c> those
/// around (o + 0.5) / factor - 0.5, clamped to the image; <c>BilinearAlignCorners</c> those around o * (in - 1) / (out - 1).
/// Columns likewise.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="FactorHeight">By how much the height grows.</param>
/// <param name="FactorWidth">By how much the width grows.</param>
/// <param name="Mode">A member of the enumeration <c>UpsampleMode</c>.</param>
public sealed record Upsample(Shape Input, int FactorHeight, int FactorWidth, string Mode = "Nearest")
    : Op(new Shape(Input.Height * FactorHeight, Input.Width * FactorWidth, Input.Channels))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        {
            foreach ((int h, double rowWeight) in Taps(oh, Input.Height, Output.Height, FactorHeight))
            foreach ((int w, double columnWeight) in Taps(ow, Input.Width, Output.Width, FactorWidth))
                y[Output.At(n, oh, ow, c)] += inputs[0][Input.At(n, h, w, c)] * rowWeight * columnWeight;
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[images * Input.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        {
            foreach ((int h, double rowWeight) in Taps(oh, Input.Height, Output.Height, FactorHeight))
            foreach ((int w, double columnWeight) in Taps(ow, Input.Width, Output.Width, FactorWidth))
                dx[Input.At(n, h, w, c)] += dy[Output.At(n, oh, ow, c)] * rowWeight * columnWeight;
        }

        return new([dx], []);
    }

    private (int Index, double Weight)[] Taps(int output, int inputs, int outputs, int factor)
    {
        if (Mode == "Nearest")
            return [(output / factor, 1)];

        double at = Mode == "BilinearAlignCorners"
            ? outputs == 1 ? 0 : (double)output * (inputs - 1) / (outputs - 1)
            : Math.Max(0, ((output + 0.5) / factor) - 0.5);
        int before = Math.Min((int)at, inputs - 1), after = Math.Min(before + 1, inputs - 1);
        return [(before, 1 - (at - before)), (after, at - before)];
    }
}
