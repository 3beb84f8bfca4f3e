namespace Cnn.Gen.Reference;

/// <summary>
/// The mean of the elements under the window, channel by channel. The divisor counts the taps that lie in the image, or, with
/// <paramref name="CountIncludePad"/>, in the image or its padding; what a ceiled last window hangs beyond the padding never counts.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Window">The window.</param>
/// <param name="CountIncludePad">Whether padding counts in the divisor.</param>
public sealed record AveragePool(Shape Input, Window Window, bool CountIncludePad = false) : Op(Window.Output(Input, Input.Channels))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], y = new double[images * Output.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        {
            double sum = 0;
            for (int fh = 0; fh < Window.Height; fh++)
            for (int fw = 0; fw < Window.Width; fw++)
            {
                int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
                if (Input.Contains(h, w))
                    sum += x[Input.At(n, h, w, c)];
            }

            y[Output.At(n, oh, ow, c)] = sum / Divisor(oh, ow);
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[inputs[0].Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        for (int fh = 0; fh < Window.Height; fh++)
        for (int fw = 0; fw < Window.Width; fw++)
        {
            int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
            if (Input.Contains(h, w))
                dx[Input.At(n, h, w, c)] += dy[Output.At(n, oh, ow, c)] / Divisor(oh, ow);
        }

        return new([dx], []);
    }

    private int Divisor(int oh, int ow)
    {
        int count = 0;
        for (int fh = 0; fh < Window.Height; fh++)
        for (int fw = 0; fw < Window.Width; fw++)
        {
            int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
            bool padded = h < Input.Height + Window.Bottom && w < Input.Width + Window.Right;
            if (CountIncludePad ? padded : Input.Contains(h, w))
                count++;
        }

        return count;
    }
}
