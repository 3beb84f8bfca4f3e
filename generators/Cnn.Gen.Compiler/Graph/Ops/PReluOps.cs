namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>y = x where it is positive, slope[c] * x elsewhere (He et al. 2015). Inputs: x, slope. ONNX: PRelu.</summary>
public sealed record PReluOp : Op
{
    /// <inheritdoc/>
    public override string Text => "PRelu";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        Value dy = gradients.Output, x = gradients.Input(0), slope = gradients.Input(1);
        if (gradients.Wants(1))
            gradients.Propagate(1, new BiasGradOp(), gradients.Add(new PReluSlopeOp(), "slope", dy, x));
        gradients.Propagate(0, new PReluGradOp(), dy, x, slope);
    }
}

/// <summary>dx = dy where x is positive, slope[c] * dy elsewhere (at 0 too, as PyTorch). Inputs: dy, x, slope.</summary>
public sealed record PReluGradOp : Op
{
    /// <inheritdoc/>
    public override string Text => "gradient of: PRelu";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}

/// <summary>What adds up to the gradient by the slope: dy * x where x is not positive, 0 elsewhere. Inputs: dy, x.</summary>
public sealed record PReluSlopeOp : Op
{
    /// <inheritdoc/>
    public override string Text => "terms of the slope's gradient";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
