namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// A direct convolution of one input channel to few output channels, with neighbouring pixels in the lanes of a vector: y[pixel, o] =
/// epilogue(bias[o] + sum over taps of x[pixel + tap] * w[tap, o]). Lanes along the output channels, as in a <see cref="TilePlan"/>, would
/// mostly be empty. The sums of a tile, a vector of pixels for each channel, are interleaved when they are stored, since pixels are NHWC.
/// Each sum takes its taps in the same order as there, so that results have the same bits. Weights are packed as [tap][o].
/// </summary>
/// <param name="Title">The beginning of its name.</param>
/// <param name="Vector">The vectors, along a row of pixels, which is at least as long as one.</param>
/// <param name="Vectors">Vectors of pixels that are summed together, for all channels.</param>
/// <param name="Taps">What is summed; their run is one element.</param>
/// <param name="InputImage">Input elements from image to image.</param>
/// <param name="InputRow">Input elements from one output row to the next.</param>
/// <param name="Rows">Output rows: the units of work for an image.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Bias">Whether there is a bias.</param>
public sealed record PixelLanePlan(
    string Title, Lanes Vector, int Vectors, TapGrid Taps, int InputImage, int InputRow, int Rows, int Columns, int Filters, bool Bias) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Title;

    /// <summary>Vectors that a row takes; the last one may overlap the one before.</summary>
    public int RowVectors => (Columns + Vector.Count - 1) / Vector.Count;

    /// <summary>Tiles of a row; the last one may overlap the one before.</summary>
    public int Tiles => (RowVectors + Vectors - 1) / Vectors;
}
