namespace Cnn.Gen.Reference;

/// <summary>The mean of each channel over the whole image.</summary>
/// <param name="Input">The shape of the input.</param>
public sealed record GlobalAveragePool(Shape Input) : Op(new Shape(1, 1, Input.Channels))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Input.Channels];
        for (int n = 0; n < images; n++)
        for (int c = 0; c < Input.Channels; c++)
        {
            double sum = 0;
            for (int h = 0; h < Input.Height; h++)
            for (int w = 0; w < Input.Width; w++)
                sum += inputs[0][Input.At(n, h, w, c)];
            y[(n * Input.Channels) + c] = sum / (Input.Height * Input.Width);
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[images * Input.Length];
        for (int n = 0; n < images; n++)
        for (int h = 0; h < Input.Height; h++)
        for (int w = 0; w < Input.Width; w++)
        for (int c = 0; c < Input.Channels; c++)
            dx[Input.At(n, h, w, c)] = dy[(n * Input.Channels) + c] / (Input.Height * Input.Width);
        return new([dx], []);
    }
}

/// <summary>The largest element of each channel over the whole image; backward to the first such.</summary>
/// <param name="Input">The shape of the input.</param>
public sealed record GlobalMaxPool(Shape Input) : Op(new Shape(1, 1, Input.Channels))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Input.Channels];
        for (int n = 0; n < images; n++)
        for (int c = 0; c < Input.Channels; c++)
            y[(n * Input.Channels) + c] = inputs[0][FirstMaximum(inputs[0], n, c)];
        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[images * Input.Length];
        for (int n = 0; n < images; n++)
        for (int c = 0; c < Input.Channels; c++)
            dx[FirstMaximum(inputs[0], n, c)] = dy[(n * Input.Channels) + c];
        return new([dx], []);
    }

    private int FirstMaximum(double[] x, int n, int c)
    {
        int best = Input.At(n, 0, 0, c);
        for (int h = 0; h < Input.Height; h++)
        for (int w = 0; w < Input.Width; w++)
        {
            if (x[Input.At(n, h, w, c)] > x[best])
                best = Input.At(n, h, w, c);
        }

        return best;
    }
}
