namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>y = a + b + .., element by element. Inputs: two or more of one shape.</summary>
public sealed record AddOp : Op
{
    /// <inheritdoc/>
    public override string Text => "add";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        for (int index = 0; index < node.Inputs.Count; index++)
            gradients.Pass(index, gradients.Output);
    }
}

/// <summary>y = a * b * .., element by element. Inputs: two or more of one shape.</summary>
public sealed record MultiplyOp : Op
{
    /// <inheritdoc/>
    public override string Text => "multiply";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        for (int index = 0; index < node.Inputs.Count; index++)
        {
            int own = index;
            IEnumerable<Value> others = Enumerable.Range(0, node.Inputs.Count).Where(other => other != own).Select(gradients.Input);
            gradients.Propagate(index, new MultiplyOp(), [gradients.Output, .. others]);
        }
    }
}

/// <summary>y[.., o] = the channels of all inputs, one input after the other. ONNX: Concat (axis 1 of NCHW).</summary>
public sealed record ConcatOp : Op
{
    /// <inheritdoc/>
    public override string Text => "concatenate";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0] with { Channels = inputs.Sum(input => input.Channels) };

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        int first = 0;
        for (int index = 0; index < node.Inputs.Count; index++)
        {
            int channels = gradients.Input(index).Shape.Channels;
            gradients.Propagate(index, new SliceOp(first, channels), gradients.Output);
            first += channels;
        }
    }
}

/// <summary>Some neighbouring channels: the gradient of <see cref="ConcatOp"/>. Input: x.</summary>
/// <param name="First">The first channel.</param>
/// <param name="Count">How many.</param>
public sealed record SliceOp(int First, int Count) : Op
{
    /// <inheritdoc/>
    public override string Text => $"channels {First} to {First + Count - 1}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0] with { Channels = Count };
}
