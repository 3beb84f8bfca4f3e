namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>
/// Transposed convolution in scatter form, without a flip: y[q, o] = bias[o] + sum over inputs p and taps k with
/// p * stride - padding + k * dilation = q, and over the channels i of o's group, of x[p, i] * weight[k, i, o]. ONNX: ConvTranspose
/// (Dumoulin and Visin 2016). Its window is that of the convolution from y to x, whose input gradient is the same sum: an axis's
/// <see cref="WindowAxis.Input"/> is the side of y and its <see cref="WindowAxis.Output"/> the side of x.
/// </summary>
public sealed record ConvTransposeOp(Window Window, int Channels, int Filters, int Groups, bool Bias, Activation Epilogue, ScheduleHints Hints)
    : ConvolutionOp(Window, Channels, Filters, Groups, Bias, Epilogue, Hints)
{
    /// <summary>
    /// The convolution from y to x over the same window. Its weight has the same elements, with i and o changing places:
    /// (fh, fw, cOut / groups, cIn).
    /// </summary>
    public ConvOp Adjoint => new(Window, Filters, Channels, Groups, false, Activation.None, Hints);

    /// <inheritdoc/>
    public override string Text =>
        $"transposed convolution {Window}, to {Window.Height.Input}x{Window.Width.Input}, {Channels} to {Filters} channels" + Suffix;

    /// <summary>Whether no output lies between the taps of all inputs: such a one is its bias, which is filled in apart.</summary>
    public override bool CanFuse => GradientPhase.Of(Window.Height).Concat(GradientPhase.Of(Window.Width)).All(phase => phase.Taps > 0);

    /// <inheritdoc/>
    public override long TapsOfOutput => (long)((Window.Height.Size + Window.Height.Stride - 1) / Window.Height.Stride)
        * ((Window.Width.Size + Window.Width.Stride - 1) / Window.Width.Stride);

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(Window.Height.Input, Window.Width.Input, Filters);

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) => Adjoint.MultiplyAdds([]);

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients)
    {
        Value dy = gradients.Output;
        if (!Epilogue.IsNone)
            throw new InvalidOperationException("Epilogues are fused after differentiation.");
        if (Bias && gradients.Wants(2))
            gradients.Propagate(2, new BiasGradOp(), dy);
        if (gradients.Wants(1))
            gradients.Propagate(1, new ConvTransposeFilterGradOp(this), dy, gradients.Input(0));
        gradients.Propagate(0, new ConvTransposeInputGradOp(this), dy, gradients.Input(1));
    }
}

/// <summary>
/// The gradient of a transposed convolution by its input, which is a convolution: dx[p, i] = sum over taps k and the channels o of i's
/// group of dy[p * stride - padding + k * dilation, o] * weight[k, i, o]. Inputs: dy, weight.
/// </summary>
/// <param name="Forward">The transposed convolution.</param>
public sealed record ConvTransposeInputGradOp(ConvTransposeOp Forward) : Op
{
    /// <inheritdoc/>
    public override string Text => $"input gradient of: {Forward.Text}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        new(Forward.Window.Height.Output, Forward.Window.Width.Output, Forward.Channels);

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) => Forward.MultiplyAdds([]);
}

/// <summary>
/// The gradient of a transposed convolution by its weight: dWeight[k, i, o] = sum over images and inputs p of
/// x[p, i] * dy[p * stride - padding + k * dilation, o]. Inputs: dy, x.
/// </summary>
/// <param name="Forward">The transposed convolution.</param>
public sealed record ConvTransposeFilterGradOp(ConvTransposeOp Forward) : Op
{
    /// <inheritdoc/>
    public override string Text => $"filter gradient of: {Forward.Text}";

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) =>
        new(1, 1, Forward.Window.Taps * (Forward.Channels / Forward.Groups) * Forward.Filters);

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) => Forward.MultiplyAdds([]);
}
