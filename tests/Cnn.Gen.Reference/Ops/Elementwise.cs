namespace Cnn.Gen.Reference;

/// <summary>The sum of its inputs, all of one shape.</summary>
/// <param name="Input">The shape.</param>
public sealed record Add(Shape Input) : Op(Input)
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Input.Length];
        foreach (double[] input in inputs)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] += input[i];
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images) =>
        new([.. inputs.Select(_ => (double[])dy.Clone())], []);
}

/// <summary>The product of its inputs, all of one shape.</summary>
/// <param name="Input">The shape.</param>
public sealed record Multiply(Shape Input) : Op(Input)
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Input.Length];
        Array.Fill(y, 1);
        foreach (double[] input in inputs)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] *= input[i];
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var gradients = new double[inputs.Length][];
        for (int input = 0; input < inputs.Length; input++)
        {
            gradients[input] = (double[])dy.Clone();
            for (int other = 0; other < inputs.Length; other++)
            {
                for (int i = 0; i < dy.Length && other != input; i++)
                    gradients[input][i] *= inputs[other][i];
            }
        }

        return new(gradients, []);
    }
}

/// <summary>The channels of its inputs one after the other.</summary>
/// <param name="Height">Rows of all.</param>
/// <param name="Width">Columns of all.</param>
/// <param name="Channels">The channels of each input.</param>
public sealed record Concat(int Height, int Width, int[] Channels) : Op(new Shape(Height, Width, Channels.Sum()))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        for (int pixel = 0; pixel < images * Height * Width; pixel++)
        {
            int at = pixel * Output.Channels;
            for (int input = 0; input < inputs.Length; input++)
            {
                for (int c = 0; c < Channels[input]; c++)
                    y[at++] = inputs[input][(pixel * Channels[input]) + c];
            }
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[][] gradients = [.. inputs.Select(input => new double[input.Length])];
        for (int pixel = 0; pixel < images * Height * Width; pixel++)
        {
            int at = pixel * Output.Channels;
            for (int input = 0; input < inputs.Length; input++)
            {
                for (int c = 0; c < Channels[input]; c++)
                    gradients[input][(pixel * Channels[input]) + c] = dy[at++];
            }
        }

        return new(gradients, []);
    }
}
