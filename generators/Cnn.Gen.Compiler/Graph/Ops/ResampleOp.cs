namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>
/// y[i, j, c] = sum over the taps a of row i and b of column j of rows[i, a] * columns[j, b] * x[a, b, c], or <c>Fill</c> where row i or
/// column j has no taps. Input: x. ONNX: Resize, Upsample, and Pad in modes other than zeros.
/// </summary>
/// <param name="Rows">What each output row is made of.</param>
/// <param name="Columns">What each output column is made of.</param>
/// <param name="Fill">What outputs are that no input reaches.</param>
/// <param name="Description">What this does, in words.</param>
public sealed record ResampleOp(ResampleTable Rows, ResampleTable Columns, double Fill, string Description) : Op
{
    /// <inheritdoc/>
    public override string Text => Description;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs) => new(Rows.Outputs.Count, Columns.Outputs.Count, inputs[0].Channels);

    /// <inheritdoc/>
    public override long MultiplyAdds(IReadOnlyList<Shape> inputs) => Rows.IsUnit && Columns.IsUnit ? 0 : Rows.Taps * Columns.Taps * inputs[0].Channels;

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) =>
        gradients.Propagate(0, new ResampleOp(Rows.Transpose(), Columns.Transpose(), 0, $"gradient of: {Description}"), gradients.Output);
}
