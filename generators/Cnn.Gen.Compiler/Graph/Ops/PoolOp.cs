namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>What a pooling layer takes of its window.</summary>
public enum PoolMode
{
    /// <summary>The largest element; padding counts as minus infinity.</summary>
    Max,

    /// <summary>The mean of the elements inside the input.</summary>
    Average,

    /// <summary>The sum over the elements inside the input, divided by all taps inside the input or its padding.</summary>
    AverageWithPadding,

    /// <summary>The sum of the elements inside the input: how the gradient by a value that was read for all pixels adds up.</summary>
    Sum,
}

/// <summary>
/// Pooling, channel by channel, over the taps that fall into the input. Input: x. ONNX: MaxPool, AveragePool; a global pool
/// is the same with the input's size for a window.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="Mode">What is taken.</param>
/// <param name="AllTies">Whether backward gives each of several equal maxima the whole gradient, instead of the first one only.</param>
public sealed record PoolOp(Window Window, PoolMode Mode, bool AllTies) : Op
{
    /// <summary>The pooling of all pixels of <paramref name="shape"/> to one.</summary>
    public static PoolOp Global(Shape shape, PoolMode mode) => new(
        new Window(WindowAxis.Whole(shape.Height), WindowAxis.Whole(shape.Width)), mode, AllTies: false);

    /// <inheritdoc/>
    public override string Text => (Mode switch { PoolMode.Max => "maximum", PoolMode.Average => "mean", PoolMode.Sum => "sum", _ => "mean with padding" }) + $" over {Window}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(Window.Height.Output, Window.Width.Output, inputs[0].Channels);

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        if (Mode == PoolMode.Max)
            gradients.Propagate(0, new PoolGradOp(this), gradients.Output, gradients.Input(0));
        else
            gradients.Propagate(0, new PoolGradOp(this), gradients.Output);
    }
}

/// <summary>
/// The gradient of a pooling: a window's gradient goes to its maximum, or in equal parts to all that it averaged.
/// Inputs: dy and, for a maximum, x.
/// </summary>
/// <param name="Forward">The pooling.</param>
public sealed record PoolGradOp(PoolOp Forward) : Op
{
    /// <inheritdoc/>
    public override string Text => $"gradient of: {Forward.Text}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        new(Forward.Window.Height.Input, Forward.Window.Width.Input, inputs[0].Channels);
}
