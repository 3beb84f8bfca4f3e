namespace Cnn.Gen.Reference;

/// <summary>
/// Batch normalisation over (n, h, w): y = scale * (x - mean) / sqrt(variance + epsilon) + bias, with the running mean and variance in
/// prediction and those of the batch (variance biased) in training.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Epsilon">What is added to the variance.</param>
public sealed record BatchNormalization(Shape Input, double Epsilon = 1e-5) : Op(Input)
{
    /// <inheritdoc/>
    public override IReadOnlyList<OpParameter> Parameters =>
    [
        new("scale", true, Input.Channels), new("bias", true, Input.Channels),
        new("mean", false, Input.Channels), new("variance", false, Input.Channels),
    ];

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images) =>
        Normalize(inputs[0], parameters, parameters[2], parameters[3]);

    /// <inheritdoc/>
    public override double[] ForwardInTraining(double[][] inputs, double[][] parameters, int images)
    {
        (double[] mean, double[] variance) = Statistics(inputs[0]);
        return Normalize(inputs[0], parameters, mean, variance);
    }

    /// <summary>The mean and the biased variance of every channel of a batch.</summary>
    public (double[] Mean, double[] Variance) Statistics(double[] x)
    {
        double[] mean = new double[Input.Channels], variance = new double[Input.Channels];
        int count = x.Length / Input.Channels;
        for (int i = 0; i < x.Length; i++)
            mean[i % Input.Channels] += x[i] / count;
        for (int i = 0; i < x.Length; i++)
            variance[i % Input.Channels] += (x[i] - mean[i % Input.Channels]) * (x[i] - mean[i % Input.Channels]) / count;
        return (mean, variance);
    }

    /// <summary>
    /// The running averages after one step of training: running + momentum * (batch - running), with the unbiased variance of the batch.
    /// </summary>
    public (double[] Mean, double[] Variance) RunningAfter(double[] x, double[] runningMean, double[] runningVariance, double momentum)
    {
        (double[] mean, double[] variance) = Statistics(x);
        double count = x.Length / Input.Channels;
        return (
            [.. runningMean.Zip(mean, (old, batch) => old + (momentum * (batch - old)))],
            [.. runningVariance.Zip(variance, (old, batch) => old + (momentum * ((batch * count / (count - 1)) - old)))]);
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], scale = parameters[0], dx = new double[x.Length];
        double[] dScale = new double[Input.Channels], dBias = new double[Input.Channels];
        (double[] mean, double[] variance) = Statistics(x);
        double count = x.Length / Input.Channels;
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % Input.Channels;
            dScale[c] += dy[i] * (x[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon);
            dBias[c] += dy[i];
        }

        for (int i = 0; i < x.Length; i++)
        {
            int c = i % Input.Channels;
            double deviation = Math.Sqrt(variance[c] + Epsilon), normal = (x[i] - mean[c]) / deviation;
            dx[i] = scale[c] / deviation * (dy[i] - (dBias[c] / count) - (normal * dScale[c] / count));
        }

        return new([dx], [dScale, dBias]);
    }

    private double[] Normalize(double[] x, double[][] parameters, double[] mean, double[] variance)
    {
        var y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % Input.Channels;
            y[i] = (parameters[0][c] * (x[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon)) + parameters[1][c];
        }

        return y;
    }
}
