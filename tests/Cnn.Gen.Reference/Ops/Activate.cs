namespace Cnn.Gen.Reference;

/// <summary>An activation, element by element.</summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Function">The function.</param>
public sealed record Activate(Shape Input, ActivationFunction Function) : Op(Input)
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[inputs[0].Length];
        for (int i = 0; i < y.Length; i++)
            y[i] = Function.Value(inputs[0][i]);
        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[dy.Length];
        for (int i = 0; i < dx.Length; i++)
            dx[i] = dy[i] * Function.Derivative(inputs[0][i]);
        return new([dx], []);
    }
}
