namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// A direct convolution of few input channels to few output channels, with neighbouring pixels in the lanes of a vector: y[pixel, o] =
/// epilogue(bias[o] + sum over the taps' elements i of x[pixel + offset(i)] * w[i, o]). Lanes along the output channels alone, as in a
/// <see cref="TilePlan"/>, would partly be empty. There are two ways. Of one input channel, a vector holds pixels of one output channel; they
/// are interleaved when they are stored, since pixels are NHWC. Or it holds a group of pixels with all their channels (<see cref="Group"/>),
/// whose inputs are shuffled from one vector of a row. Each sum takes its elements in the same order as in a tile, so that results have the
/// same bits. Weights are packed as [element][o].
/// </summary>
/// <param name="Title">The beginning of its name.</param>
/// <param name="Vector">The vectors, along a row of pixels, which is at least as long as one.</param>
/// <param name="Vectors">Vectors of pixels that are summed together, for all channels.</param>
/// <param name="Taps">What is summed.</param>
/// <param name="InputImage">Input elements from image to image.</param>
/// <param name="InputRow">Input elements from one output row to the next.</param>
/// <param name="InputPixel">Input elements from one output column to the next.</param>
/// <param name="Rows">Output rows: the units of work for an image.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Bias">Whether there is a bias.</param>
public sealed record PixelLanePlan(
    string Title, Lanes Vector, int Vectors, TapGrid Taps, int InputImage, int InputRow, int InputPixel, int Rows, int Columns, int Filters, bool Bias) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Title;

    /// <summary>Pixels that share a vector, each with all its channels; 0 where a vector holds one channel.</summary>
    public int Group { get; init; }

    /// <summary>Pixels of a vector.</summary>
    public int Pixels => Group > 0 ? Group : Vector.Count;

    /// <summary>Inputs that a group of pixels reads of a row; they follow each other.</summary>
    public int GroupInputs => ((Group - 1) * InputPixel) + Taps.Run;

    /// <summary>Vectors that a row takes; the last one may overlap the one before.</summary>
    public int RowVectors => (Columns + Pixels - 1) / Pixels;

    /// <summary>Tiles of a row; the last one may overlap the one before.</summary>
    public int Tiles => (RowVectors + Vectors - 1) / Vectors;

    /// <summary>The column at which a vector of a tile begins.</summary>
    public int Column(int vector) => Tiles == 1 ? Math.Min(vector * Pixels, Columns - Pixels) : vector * Pixels;
}
