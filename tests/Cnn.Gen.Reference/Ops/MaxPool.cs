namespace Cnn.Gen.Reference;

/// <summary>
/// The largest element under the window, channel by channel; padding counts as minus infinity. Backward, the gradient goes to the first
/// maximum in order of (fh, fw), or to every one of them: <paramref name="AllTies"/>, as in the notebook.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Window">The window.</param>
/// <param name="AllTies">Whether every one of several equal maxima receives the gradient.</param>
public sealed record MaxPool(Shape Input, Window Window, bool AllTies = false) : Op(Window.Output(Input, Input.Channels))
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
            double maximum = double.NegativeInfinity;
            for (int fh = 0; fh < Window.Height; fh++)
            for (int fw = 0; fw < Window.Width; fw++)
            {
                int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
                if (Input.Contains(h, w))
                    maximum = Math.Max(maximum, x[Input.At(n, h, w, c)]);
            }

            y[Output.At(n, oh, ow, c)] = maximum;
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], y = Forward(inputs, parameters, images), dx = new double[x.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        {
            bool given = false;
            for (int fh = 0; fh < Window.Height; fh++)
            for (int fw = 0; fw < Window.Width; fw++)
            {
                int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
                if (!Input.Contains(h, w) || x[Input.At(n, h, w, c)] != y[Output.At(n, oh, ow, c)] || (given && !AllTies))
                    continue;

                dx[Input.At(n, h, w, c)] += dy[Output.At(n, oh, ow, c)];
                given = true;
            }
        }

        return new([dx], []);
    }
}
