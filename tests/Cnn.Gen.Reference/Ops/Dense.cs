namespace Cnn.Gen.Reference;

/// <summary>A dense layer: y[o] = bias[o] + sum over i of x[i] * weight[i, o], where i counts over (h, w, c).</summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Units">Outputs.</param>
/// <param name="HasBias">Whether there is a bias.</param>
public sealed record Dense(Shape Input, int Units, bool HasBias = true) : Op(new Shape(1, 1, Units))
{
    /// <inheritdoc/>
    public override IReadOnlyList<OpParameter> Parameters
    {
        get
        {
            var weight = new OpParameter("weight", true, Input.Length, Units);
            return HasBias ? [weight, new OpParameter("bias", true, Units)] : [weight];
        }
    }

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], weight = parameters[0], y = new double[images * Units];
        for (int n = 0; n < images; n++)
        for (int o = 0; o < Units; o++)
        {
            double sum = HasBias ? parameters[1][o] : 0;
            for (int i = 0; i < Input.Length; i++)
                sum += x[(n * Input.Length) + i] * weight[(i * Units) + o];
            y[(n * Units) + o] = sum;
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], weight = parameters[0];
        double[] dx = new double[x.Length], dWeight = new double[weight.Length];
        for (int n = 0; n < images; n++)
        for (int i = 0; i < Input.Length; i++)
        for (int o = 0; o < Units; o++)
        {
            dx[(n * Input.Length) + i] += dy[(n * Units) + o] * weight[(i * Units) + o];
            dWeight[(i * Units) + o] += dy[(n * Units) + o] * x[(n * Input.Length) + i];
        }

        return new([dx], HasBias ? [dWeight, BackwardBias(dy, Units)] : [dWeight]);
    }

    /// <summary>The gradient of a bias that was added to every (n, h, w): the sum of <paramref name="dy"/> over all but the channels.</summary>
    public static double[] BackwardBias(double[] dy, int channels)
    {
        var dBias = new double[channels];
        for (int i = 0; i < dy.Length; i++)
            dBias[i % channels] += dy[i];
        return dBias;
    }
}
