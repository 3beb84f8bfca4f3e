namespace Cnn.Gen.Reference;

/// <summary>
/// Depthwise convolution: every input channel c has <paramref name="Multiplier"/> filters of its own, output channel c * Multiplier + m.
/// y[oh, ow, c * M + m] = bias[c * M + m] + sum over fh, fw of x[oh * s + fh * d - pad, .., c] * weight[fh, fw, 0, c * M + m].
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Window">The window.</param>
/// <param name="Multiplier">Filters for each channel.</param>
/// <param name="HasBias">Whether there is a bias.</param>
public sealed record DepthwiseConvolution(Shape Input, Window Window, int Multiplier = 1, bool HasBias = true)
    : Op(Window.Output(Input, Input.Channels * Multiplier))
{
    /// <inheritdoc/>
    public override IReadOnlyList<OpParameter> Parameters
    {
        get
        {
            var weight = new OpParameter("weight", true, Window.Height, Window.Width, 1, Output.Channels);
            return HasBias ? [weight, new OpParameter("bias", true, Output.Channels)] : [weight];
        }
    }

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], weight = parameters[0], y = new double[images * Output.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        for (int m = 0; m < Multiplier; m++)
        {
            int o = (c * Multiplier) + m;
            double sum = HasBias ? parameters[1][o] : 0;
            for (int fh = 0; fh < Window.Height; fh++)
            for (int fw = 0; fw < Window.Width; fw++)
            {
                int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
                if (Input.Contains(h, w))
                    sum += x[Input.At(n, h, w, c)] * weight[WeightAt(fh, fw, o)];
            }

            y[Output.At(n, oh, ow, o)] = sum;
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], weight = parameters[0];
        double[] dx = new double[x.Length], dWeight = new double[weight.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        for (int m = 0; m < Multiplier; m++)
        for (int fh = 0; fh < Window.Height; fh++)
        for (int fw = 0; fw < Window.Width; fw++)
        {
            int o = (c * Multiplier) + m, h = Window.Row(oh, fh), w = Window.Column(ow, fw);
            if (!Input.Contains(h, w))
                continue;

            dx[Input.At(n, h, w, c)] += dy[Output.At(n, oh, ow, o)] * weight[WeightAt(fh, fw, o)];
            dWeight[WeightAt(fh, fw, o)] += dy[Output.At(n, oh, ow, o)] * x[Input.At(n, h, w, c)];
        }

        return new([dx], HasBias ? [dWeight, Dense.BackwardBias(dy, Output.Channels)] : [dWeight]);
    }

    private int WeightAt(int fh, int fw, int o) => (((fh * Window.Width) + fw) * Output.Channels) + o;
}
