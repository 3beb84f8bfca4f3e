namespace Cnn.Gen.Reference;

/// <summary>y = x where it is positive, slope[c] * x elsewhere.</summary>
/// <param name="Input">The shape of the input.</param>
public sealed record ParametricRelu(Shape Input) : Op(Input)
{
    /// <inheritdoc/>
    public override IReadOnlyList<OpParameter> Parameters => [new("slope", true, Input.Channels)];

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images) =>
        [.. inputs[0].Select((x, i) => x > 0 ? x : parameters[0][i % Input.Channels] * x)];

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], dx = new double[x.Length], dSlope = new double[Input.Channels];
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % Input.Channels;
            dx[i] = x[i] > 0 ? dy[i] : parameters[0][c] * dy[i];
            dSlope[c] += x[i] > 0 ? 0 : x[i] * dy[i];
        }

        return new([dx], [dSlope]);
    }
}
