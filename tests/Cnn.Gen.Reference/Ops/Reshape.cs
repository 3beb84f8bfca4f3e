namespace Cnn.Gen.Reference;

/// <summary>The same elements in another shape.</summary>
/// <param name="Output">The shape of the output.</param>
public sealed record Reshape(Shape Output) : Op(Output)
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images) => inputs[0];

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images) => new([dy], []);
}
