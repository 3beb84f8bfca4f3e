namespace Cnn.Gen.Reference;

/// <summary>Softmax over the channels of every pixel: y[c] = exp(x[c] - max) / sum over k of exp(x[k] - max).</summary>
/// <param name="Input">The shape of the input.</param>
public sealed record Softmax(Shape Input) : Op(Input)
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], y = new double[x.Length];
        for (int first = 0; first < x.Length; first += Input.Channels)
        {
            double maximum = double.NegativeInfinity, sum = 0;
            for (int c = 0; c < Input.Channels; c++)
                maximum = Math.Max(maximum, x[first + c]);
            for (int c = 0; c < Input.Channels; c++)
                sum += Math.Exp(x[first + c] - maximum);
            for (int c = 0; c < Input.Channels; c++)
                y[first + c] = Math.Exp(x[first + c] - maximum) / sum;
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] y = Forward(inputs, parameters, images), dx = new double[y.Length];
        for (int first = 0; first < y.Length; first += Input.Channels)
        {
            double dot = 0;
            for (int c = 0; c < Input.Channels; c++)
                dot += dy[first + c] * y[first + c];
            for (int c = 0; c < Input.Channels; c++)
                dx[first + c] = y[first + c] * (dy[first + c] - dot);
        }

        return new([dx], []);
    }
}
