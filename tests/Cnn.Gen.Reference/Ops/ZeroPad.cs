namespace Cnn.Gen.Reference;

/// <summary>A border of zeros.</summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns on the left.</param>
/// <param name="Right">Columns on the right.</param>
public sealed record ZeroPad(Shape Input, int Top, int Bottom, int Left, int Right)
    : Op(new Shape(Top + Input.Height + Bottom, Left + Input.Width + Right, Input.Channels))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        for (int n = 0; n < images; n++)
        for (int h = 0; h < Input.Height; h++)
        for (int w = 0; w < Input.Width; w++)
        for (int c = 0; c < Input.Channels; c++)
            y[Output.At(n, Top + h, Left + w, c)] = inputs[0][Input.At(n, h, w, c)];
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
            dx[Input.At(n, h, w, c)] = dy[Output.At(n, Top + h, Left + w, c)];
        return new([dx], []);
    }
}
