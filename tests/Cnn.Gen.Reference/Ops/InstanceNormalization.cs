namespace Cnn.Gen.Reference;

/// <summary>y = scale * (x - mean) / sqrt(variance + epsilon) + bias, with the mean and biased variance of each image's each channel.</summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Epsilon">What is added to the variance.</param>
public sealed record InstanceNormalization(Shape Input, double Epsilon = 1e-5) : Op(Input)
{
    /// <inheritdoc/>
    public override IReadOnlyList<OpParameter> Parameters => [new("scale", true, Input.Channels), new("bias", true, Input.Channels)];

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[inputs[0].Length];
        foreach (int[] places in Channels(images))
        {
            int c = places[0] % Input.Channels;
            (double[] normal, _) = Normalize(inputs[0], places);
            for (int i = 0; i < places.Length; i++)
                y[places[i]] = (parameters[0][c] * normal[i]) + parameters[1][c];
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] dx = new double[dy.Length], dScale = new double[Input.Channels], dBias = new double[Input.Channels];
        foreach (int[] places in Channels(images))
        {
            int c = places[0] % Input.Channels;
            (double[] normal, double deviation) = Normalize(inputs[0], places);
            double sum = places.Sum(place => dy[place]), product = places.Select((place, i) => dy[place] * normal[i]).Sum();
            dBias[c] += sum;
            dScale[c] += product;
            for (int i = 0; i < places.Length; i++)
                dx[places[i]] = parameters[0][c] / deviation * (dy[places[i]] - (sum / places.Length) - (normal[i] * product / places.Length));
        }

        return new([dx], [dScale, dBias]);
    }

    /// <summary>For every image and channel, where its elements are.</summary>
    private IEnumerable<int[]> Channels(int images) =>
        from n in Enumerable.Range(0, images)
        from c in Enumerable.Range(0, Input.Channels)
        select Enumerable.Range(0, Input.Height * Input.Width).Select(pixel => (n * Input.Length) + (pixel * Input.Channels) + c).ToArray();

    private (double[] Normal, double Deviation) Normalize(double[] x, int[] places)
    {
        double mean = places.Average(place => x[place]);
        double deviation = Math.Sqrt(places.Average(place => (x[place] - mean) * (x[place] - mean)) + Epsilon);
        return ([.. places.Select(place => (x[place] - mean) / deviation)], deviation);
    }
}
