namespace Cnn.Gen.Reference;

/// <summary>The sum of its inputs, all of one shape or of one pixel, which then counts for every pixel.</summary>
/// <param name="Inputs">The shapes.</param>
public sealed record Add(Shape[] Inputs) : Op(Broadcast.Largest(Inputs))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        for (int input = 0; input < inputs.Length; input++)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] += inputs[input][Broadcast.Place(Output, Inputs[input], i)];
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[][] gradients = [.. inputs.Select(input => new double[input.Length])];
        for (int input = 0; input < inputs.Length; input++)
        {
            for (int i = 0; i < dy.Length; i++)
                gradients[input][Broadcast.Place(Output, Inputs[input], i)] += dy[i];
        }

        return new(gradients, []);
    }
}

/// <summary>The product of its inputs, all of one shape or of one pixel, which then counts for every pixel.</summary>
/// <param name="Inputs">The shapes.</param>
public sealed record Multiply(Shape[] Inputs) : Op(Broadcast.Largest(Inputs))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        Array.Fill(y, 1);
        for (int input = 0; input < inputs.Length; input++)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] *= inputs[input][Broadcast.Place(Output, Inputs[input], i)];
        }

        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[][] gradients = [.. inputs.Select(input => new double[input.Length])];
        for (int input = 0; input < inputs.Length; input++)
        {
            for (int i = 0; i < dy.Length; i++)
            {
                double share = dy[i];
                for (int other = 0; other < inputs.Length; other++)
                    share *= other == input ? 1 : inputs[other][Broadcast.Place(Output, Inputs[other], i)];
                gradients[input][Broadcast.Place(Output, Inputs[input], i)] += share;
            }
        }

        return new(gradients, []);
    }
}

/// <summary>Values of one pixel among larger ones.</summary>
internal static class Broadcast
{
    /// <summary>The shape with the most pixels.</summary>
    public static Shape Largest(Shape[] shapes) => shapes.MaxBy(shape => shape.Height * shape.Width);

    /// <summary>Which element of an input counts for element <paramref name="i"/> of the output.</summary>
    public static int Place(Shape output, Shape input, int i) =>
        input == output ? i : (i / output.Length * input.Length) + (i % output.Channels);
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
