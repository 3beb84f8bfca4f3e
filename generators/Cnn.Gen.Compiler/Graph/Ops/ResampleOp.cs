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
    /// <summary>What the tables were made from, for those who write networks in other forms; null for a gradient.</summary>
    public ResampleOrigin? Origin { get; init; }

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

/// <summary>What the tables of a <see cref="ResampleOp"/> were made from: a rule for coordinates, or a way to pad.</summary>
public abstract record ResampleOrigin;

/// <summary>A padding.</summary>
/// <param name="Mode">What stands around the image, by ONNX's name: <c>edge</c>, <c>reflect</c> or <c>constant</c>, which is the operation's fill.</param>
/// <param name="Sides">How much of it.</param>
public sealed record PadOrigin(string Mode, PadOp Sides) : ResampleOrigin;
