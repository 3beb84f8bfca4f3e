using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Several convolutions, each of which reads what the one before writes, and perhaps a pooling of the last one's outputs, some rows of these at a
/// time: what lies between them is a band of rows that stays in cache, instead of an image that does not (fused layers, Alwani et al. 2016). Rows that the next
/// band needs again are moved to the band's beginning; a member of a team that begins within an image computes them once more.
/// </summary>
/// <param name="Stages">What is computed, in order; the first may be a copy of the input into a band with padding.</param>
/// <param name="BandRows">Rows of the last one's outputs that are computed together.</param>
/// <param name="InputImage">Input elements from image to image.</param>
/// <param name="OutputImage">Output elements from image to image.</param>
/// <param name="Title">From which channels to which.</param>
public sealed record BandPlan(EquatableArray<BandStage> Stages, int BandRows, int InputImage, int OutputImage, string Title) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => $"Bands_{Title}";

    /// <summary>The last one.</summary>
    public BandStage Last => Stages[Stages.Count - 1];

    /// <summary>Units of work for an image: bands.</summary>
    public int UnitsPerImage => (Last.Geometry.Rows + BandRows - 1) / BandRows;
}

/// <summary>One of a <see cref="BandPlan"/>'s kernels, and the rows of its outputs that a band holds.</summary>
/// <param name="Kernel">The kernel, of which the number of rows is an argument.</param>
/// <param name="Epilogue">The epilogue that it is instantiated with; null for a copy and for a pooling.</param>
/// <param name="Places">The names of its arguments that are places in memory, in their order: x and y are input and output; none for a copy.</param>
/// <param name="Geometry">Which rows it computes.</param>
/// <param name="InputOrigin">Elements from the beginning of its input to what the window at output row 0 begins with.</param>
/// <param name="InputRow">Input elements from one output row to the next.</param>
/// <param name="InputStep">Input elements from one input row to the next.</param>
/// <param name="OutputOrigin">Elements from the beginning of its output to its first pixel.</param>
/// <param name="OutputRow">Output elements from row to row.</param>
/// <param name="Numbers">The kernel's arguments behind places in memory, <see cref="Count"/> standing for the number of rows; the length of a row of a copy.</param>
/// <param name="Band">What the band between this and the next one is, for the reader; empty for the last.</param>
/// <param name="Offset">Where that band begins in scratch memory; in front of it is room for the rows of a tile of Winograd's that are above the band.</param>
/// <param name="Text">What is computed, for the reader.</param>
public sealed record BandStage(
    KernelPlan Kernel, Activation? Epilogue, EquatableArray<string> Places, BandGeometry Geometry, long InputOrigin, int InputRow, int InputStep, long OutputOrigin, int OutputRow,
    EquatableArray<string> Numbers, string Band, long Offset, string Text)
{
    /// <summary>The number of rows that are computed now, as a kernel's argument.</summary>
    public const string Count = "count";

    /// <summary>Those beside input and output: parameters, and scratch of its own.</summary>
    public IEnumerable<string> Memory => Places.Where(place => place is not ("x" or "y"));
}

/// <summary>The rows of a value that are needed for rows of the last output of a <see cref="BandPlan"/>.</summary>
/// <param name="Rows">Rows of the value.</param>
/// <param name="BandRows">Rows that a band holds, those of padding included.</param>
/// <param name="Scale">Rows of this value from one row of the last output to the next.</param>
/// <param name="Shift">Rows above the first one that row 0 of the last output needs: all padding on the way.</param>
/// <param name="Kept">Rows that a band shares with the next one.</param>
public readonly record struct BandGeometry(int Rows, int BandRows, int Scale, int Shift, int Kept)
{
    /// <summary>That of the last output itself.</summary>
    public static BandGeometry OfOutput(int rows, int bandRows) => new(rows, bandRows, 1, 0, 0);

    /// <summary>The rows inside the image that every band has at least, where <paramref name="last"/> is the geometry of the last output.</summary>
    public int LeastRows(BandGeometry last)
    {
        int least = BandRows;
        for (int row = 0; row < last.Rows; row += last.BandRows)
        {
            int top = (row * Scale) - Shift;
            least = Math.Min(least, Math.Min(top + BandRows, Rows) - Math.Max(top, 0));
        }

        return Math.Max(1, least);
    }

    /// <summary>That of the value which a window reads, where this is the one of what it writes.</summary>
    public BandGeometry Before(WindowAxis axis, int lastBandRows)
    {
        int rows = ((BandRows - 1) * axis.Stride) + axis.Extent, scale = Scale * axis.Stride;
        return new(axis.Input, rows, scale, (Shift * axis.Stride) + axis.Before, Math.Max(0, rows - (lastBandRows * scale)));
    }
}
