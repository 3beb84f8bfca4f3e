namespace Cnn.Gen.Reference;

/// <summary>
/// Transposed convolution in scatter form, weight (fh, fw, cIn / groups, cOut): y = bias, then for every input pixel p, tap k, input
/// channel i and output channel o of the same group y[s * p + d * k - padTop, ..][o] += x[p, ..][i] * weight[k, .., i, o]. Output side:
/// (in - 1) * stride + dilation * (k - 1) + 1 + outputPadding - pads.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Window">The window; its padding is cut from the output.</param>
/// <param name="OutputPaddingHeight">Rows added below.</param>
/// <param name="OutputPaddingWidth">Columns added on the right.</param>
/// <param name="Groups">Into how many groups both channels are divided.</param>
/// <param name="HasBias">Whether there is a bias.</param>
public sealed record ConvolutionTranspose(
    Shape Input, int Filters, Window Window, int OutputPaddingHeight = 0, int OutputPaddingWidth = 0, int Groups = 1, bool HasBias = true)
    : Op(new Shape(
        ((Input.Height - 1) * Window.StrideHeight) + (Window.DilationHeight * (Window.Height - 1)) + 1 + OutputPaddingHeight - Window.Top - Window.Bottom,
        ((Input.Width - 1) * Window.StrideWidth) + (Window.DilationWidth * (Window.Width - 1)) + 1 + OutputPaddingWidth - Window.Left - Window.Right,
        Filters))
{
    private int GroupInputs => Input.Channels / Groups;

    private int GroupOutputs => Filters / Groups;

    /// <summary>
    /// This op with an output of input * stride, as ONNX's SAME_UPPER (or SAME_LOWER): what is too much is cut off at both sides evenly, an
    /// odd row or column at the bottom right (or top left); what is missing is added there.
    /// </summary>
    public ConvolutionTranspose Same(bool upper)
    {
        int rows = Output.Height + Window.Top + Window.Bottom - (Input.Height * Window.StrideHeight);
        int columns = Output.Width + Window.Left + Window.Right - (Input.Width * Window.StrideWidth);
        int top = Begin(rows), left = Begin(columns);
        return this with
        {
            Window = Window with { Top = top, Bottom = Math.Max(rows, 0) - top, Left = left, Right = Math.Max(columns, 0) - left },
            Output = new Shape(Input.Height * Window.StrideHeight, Input.Width * Window.StrideWidth, Filters),
        };

        int Begin(int total) => total <= 0 ? 0 : upper ? total / 2 : total - (total / 2);
    }

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
        for (int i = 0; i < y.Length; i++)
            y[i] = HasBias ? parameters[1][i % Filters] : 0;

        for (int n = 0; n < images; n++)
        for (int h = 0; h < Input.Height; h++)
        for (int w = 0; w < Input.Width; w++)
        for (int fh = 0; fh < Window.Height; fh++)
        for (int fw = 0; fw < Window.Width; fw++)
        for (int i = 0; i < GroupInputs; i++)
        for (int o = 0; o < Filters; o++)
        {
            int oh = Window.Row(h, fh), ow = Window.Column(w, fw);
            if (Output.Contains(oh, ow))
                y[Output.At(n, oh, ow, o)] += x[Input.At(n, h, w, ChannelOf(o, i))] * weight[WeightAt(fh, fw, i, o)];
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], weight = parameters[0];
        double[] dx = new double[x.Length], dWeight = new double[weight.Length];
        for (int n = 0; n < images; n++)
        for (int h = 0; h < Input.Height; h++)
        for (int w = 0; w < Input.Width; w++)
        for (int fh = 0; fh < Window.Height; fh++)
        for (int fw = 0; fw < Window.Width; fw++)
        for (int i = 0; i < GroupInputs; i++)
        for (int o = 0; o < Filters; o++)
        {
            int oh = Window.Row(h, fh), ow = Window.Column(w, fw);
            if (!Output.Contains(oh, ow))
                continue;

            dx[Input.At(n, h, w, ChannelOf(o, i))] += dy[Output.At(n, oh, ow, o)] * weight[WeightAt(fh, fw, i, o)];
            dWeight[WeightAt(fh, fw, i, o)] += dy[Output.At(n, oh, ow, o)] * x[Input.At(n, h, w, ChannelOf(o, i))];
        }

        return new([dx], HasBias ? [dWeight, Dense.BackwardBias(dy, Filters)] : [dWeight]);
    }

    private int ChannelOf(int o, int i) => (o / GroupOutputs * GroupInputs) + i;

    private int WeightAt(int fh, int fw, int i, int o) => (((((fh * Window.Width) + fw) * GroupInputs) + i) * Filters) + o;
}
