namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>y = f(x), element by element. Input: x.</summary>
/// <param name="Activation">f.</param>
public sealed record ActivationOp(Activation Activation) : Op
{
    /// <inheritdoc/>
    public override string Text => Activation.Text;

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) =>
        gradients.Propagate(0, new ActivationGradOp(Activation), gradients.Output,
            Activation.GradientFromOutput ? gradients.Result : gradients.Input(0));
}

/// <summary>dx = dy * f'(x). Inputs: dy, and y where f' follows from it (<see cref="Activation.GradientFromOutput"/>), otherwise x.</summary>
/// <param name="Activation">f.</param>
public sealed record ActivationGradOp(Activation Activation) : Op
{
    /// <inheritdoc/>
    public override string Text => $"gradient of: {Activation.Text}";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}

/// <summary>y[c] = exp(x[c]) / sum over the pixel's channels of exp(x). Input: x. ONNX: Softmax (axis 1 of NCHW).</summary>
public sealed record SoftmaxOp : Op
{
    /// <inheritdoc/>
    public override string Text => "softmax";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) =>
        gradients.Propagate(0, new SoftmaxGradOp(), gradients.Output, gradients.Result);
}

/// <summary>dx[c] = y[c] * (dy[c] - sum over the pixel's channels of dy * y). Inputs: dy, y.</summary>
public sealed record SoftmaxGradOp : Op
{
    /// <inheritdoc/>
    public override string Text => "gradient of: softmax";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
