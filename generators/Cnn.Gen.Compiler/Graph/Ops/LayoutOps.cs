namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>The same elements under another shape. Input: x.</summary>
/// <param name="Shape">The new shape.</param>
public sealed record ReshapeOp(Shape Shape) : Op
{
    /// <inheritdoc/>
    public override string Text => $"reshape to {Shape}";

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => Shape;

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) =>
        gradients.Propagate(0, new ReshapeOp(gradients.Input(0).Shape), gradients.Output);
}

/// <summary>Zeros around an image. Input: x. ONNX: Pad, mode constant.</summary>
public sealed record PadOp(int Top, int Bottom, int Left, int Right) : Op
{
    /// <inheritdoc/>
    public override string Text => $"pad {Top} {Bottom} {Left} {Right}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        new(inputs[0].Height + Top + Bottom, inputs[0].Width + Left + Right, inputs[0].Channels);

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        Shape input = gradients.Input(0).Shape;
        gradients.Propagate(0, new CropOp(Top, Left, input.Height, input.Width), gradients.Output);
    }
}

/// <summary>A rectangle of an image: the gradient of <see cref="PadOp"/>. Input: x.</summary>
public sealed record CropOp(int Top, int Left, int Height, int Width) : Op
{
    /// <inheritdoc/>
    public override string Text => $"crop {Height}x{Width} at {Top}, {Left}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(Height, Width, inputs[0].Channels);
}
