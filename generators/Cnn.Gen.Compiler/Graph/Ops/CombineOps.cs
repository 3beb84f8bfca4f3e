namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>
/// y = a + b + .., element by element. Inputs: two or more of one shape; those of one pixel are read for all pixels of the others. ONNX: Add.
/// </summary>
public sealed record AddOp : Op
{
    /// <inheritdoc/>
    public override string Text => "add";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => Broadcast.Largest(inputs);

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        for (int index = 0; index < node.Inputs.Count; index++)
        {
            if (gradients.Input(index).Shape == gradients.Output.Shape)
                gradients.Pass(index, gradients.Output);
            else
                gradients.Propagate(index, Broadcast.Sum(gradients.Output.Shape), gradients.Output);
        }
    }
}

/// <summary>
/// y = a * b * .., element by element. Inputs: two or more of one shape; those of one pixel are read for all pixels of the others. ONNX: Mul.
/// </summary>
public sealed record MultiplyOp : Op
{
    /// <inheritdoc/>
    public override string Text => "multiply";

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => Broadcast.Largest(inputs);

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        for (int index = 0; index < node.Inputs.Count; index++)
        {
            int own = index;
            IEnumerable<Value> others = Enumerable.Range(0, node.Inputs.Count).Where(other => other != own).Select(gradients.Input);
            Value[] factors = [gradients.Output, .. others];
            if (gradients.Input(index).Shape == gradients.Output.Shape)
                gradients.Propagate(index, new MultiplyOp(), factors);
            else
                gradients.Propagate(index, Broadcast.Sum(gradients.Output.Shape), gradients.Add(new MultiplyOp(), "terms", factors));
        }
    }
}

/// <summary>Values of one pixel among larger ones.</summary>
public static class Broadcast
{
    /// <summary>The shape with the most pixels.</summary>
    public static Shape Largest(IReadOnlyList<Shape> shapes) => shapes.Aggregate((largest, next) => next.Pixels > largest.Pixels ? next : largest);

    /// <summary>The sum of an image's pixels, which is how the gradient by a value of one pixel comes about.</summary>
    public static PoolOp Sum(Shape shape) => PoolOp.Global(shape, PoolMode.Sum);
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

/// <summary>Some neighbouring channels; also the gradient of <see cref="ConcatOp"/>. Input: x. ONNX: Slice or Split (axis 1 of NCHW).</summary>
/// <param name="First">The first channel.</param>
/// <param name="Count">How many.</param>
public sealed record SliceOp(int First, int Count) : Op
{
    /// <inheritdoc/>
    public override string Text => $"channels {First} to {First + Count - 1}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0] with { Channels = Count };

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) =>
        gradients.Propagate(0, new SliceGradOp(First, gradients.Input(0).Shape.Channels), gradients.Output);
}

/// <summary>The gradient of <see cref="SliceOp"/>: dy among zeros. Input: dy.</summary>
/// <param name="First">The channel at which dy begins.</param>
/// <param name="Channels">All channels.</param>
public sealed record SliceGradOp(int First, int Channels) : Op
{
    /// <inheritdoc/>
    public override string Text => $"to channel {First} of {Channels}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0] with { Channels = Channels };
}
