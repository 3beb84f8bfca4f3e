namespace Cnn.Gen.Reference;

/// <summary>
/// Convolution, (n, h, w, cIn) to (n, oh, ow, cOut), weight (fh, fw, cIn / groups, cOut):
/// y[oh, ow, o] = bias[o] + sum over fh, fw, i of x[oh * s + fh * d - pad, .., g * cIn / groups + i] * weight[fh, fw, i, o], where
/// g = o / (cOut / groups). What lies outside the image is zero.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Window">The window.</param>
/// <param name="Groups">Into how many groups both channels are divided.</param>
/// <param name="HasBias">Whether there is a bias.</param>
public sealed record Convolution(Shape Input, int Filters, Window Window, int Groups = 1, bool HasBias = true)
    : Op(Window.Output(Input, Filters))
{
    private int GroupInputs => Input.Channels / Groups;

    private int GroupOutputs => Filters / Groups;

    /// <inheritdoc/>
    public override IReadOnlyList<OpParameter> Parameters
    {
        get
        {
            var weight = new OpParameter("weight", true, Window.Height, Window.Width, GroupInputs, Filters);
            return HasBias ? [weight, new OpParameter("bias", true, Filters)] : [weight];
        }
    }

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], weight = parameters[0], y = new double[images * Output.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int o = 0; o < Filters; o++)
        {
            double sum = HasBias ? parameters[1][o] : 0;
            for (int fh = 0; fh < Window.Height; fh++)
            for (int fw = 0; fw < Window.Width; fw++)
            for (int i = 0; i < GroupInputs; i++)
            {
                int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
                if (Input.Contains(h, w))
                    sum += x[Input.At(n, h, w, ChannelOf(o, i))] * weight[WeightAt(fh, fw, i, o)];
            }

            y[Output.At(n, oh, ow, o)] = sum;
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] dx = BackwardInput(dy, parameters[0], images), dWeight = BackwardWeight(dy, inputs[0], images);
        return new([dx], HasBias ? [dWeight, Dense.BackwardBias(dy, Filters)] : [dWeight]);
    }

    private double[] BackwardInput(double[] dy, double[] weight, int images)
    {
        var dx = new double[images * Input.Length];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int o = 0; o < Filters; o++)
        for (int fh = 0; fh < Window.Height; fh++)
        for (int fw = 0; fw < Window.Width; fw++)
        for (int i = 0; i < GroupInputs; i++)
        {
            int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
            if (Input.Contains(h, w))
                dx[Input.At(n, h, w, ChannelOf(o, i))] += dy[Output.At(n, oh, ow, o)] * weight[WeightAt(fh, fw, i, o)];
        }

        return dx;
    }

    private double[] BackwardWeight(double[] dy, double[] x, int images)
    {
        var dWeight = new double[Window.Height * Window.Width * GroupInputs * Filters];
        for (int fh = 0; fh < Window.Height; fh++)
        for (int fw = 0; fw < Window.Width; fw++)
        for (int i = 0; i < GroupInputs; i++)
        for (int o = 0; o < Filters; o++)
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        {
            int h = Window.Row(oh, fh), w = Window.Column(ow, fw);
            if (Input.Contains(h, w))
                dWeight[WeightAt(fh, fw, i, o)] += x[Input.At(n, h, w, ChannelOf(o, i))] * dy[Output.At(n, oh, ow, o)];
        }

        return dWeight;
    }

    private int ChannelOf(int o, int i) => (o / GroupOutputs * GroupInputs) + i;

    private int WeightAt(int fh, int fw, int i, int o) => (((((fh * Window.Width) + fw) * GroupInputs) + i) * Filters) + o;
}
