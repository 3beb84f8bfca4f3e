using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>How far a kernel's sum is unrolled.</summary>
public enum SumLoop
{
    /// <summary>Every tap and channel is written out.</summary>
    Unrolled,

    /// <summary>A loop, some elements of a run at a time.</summary>
    Loop,
}

/// <summary>
/// A direct convolution: y[pixel, o] = epilogue(bias[o] + sum over the taps' elements i of x[pixel + offset(i)] * w[i, o]).
/// A tile of output pixels by vectors of output channels is summed in registers. Forward convolutions, the phases of input gradients
/// and matrix products differ only in their taps and strides. Weights are packed as [group][block][element][lane], or as
/// bfloat16 [group][block][pair of elements of a run][lane], the first of a pair in the lower half of the bits.
/// </summary>
/// <param name="Title">The beginning of its name.</param>
/// <param name="Vector">The vectors, along output channels.</param>
/// <param name="Vectors">Vectors of a tile: together, a block of output channels.</param>
/// <param name="TileRows">Rows of output pixels of a tile.</param>
/// <param name="TileColumns">Columns of output pixels of a tile.</param>
/// <param name="Taps">What is summed.</param>
/// <param name="InputImage">Input elements from image to image.</param>
/// <param name="InputRow">Input elements from one output row to the next.</param>
/// <param name="InputPixel">Input elements from one output column to the next.</param>
/// <param name="Rows">Output rows; 0 in a matrix product over a batch, whose pixels are counted at run time.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="OutputPixel">Output elements from one output column to the next.</param>
/// <param name="Filters">Output channels of a group.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Sum">How far the sum is unrolled.</param>
/// <param name="Step">Elements of a run in one pass of the loop.</param>
/// <param name="BlocksOutside">Whether a block's weights stay in cache while it goes over the whole image, instead of a row's input while it goes over all blocks.</param>
/// <param name="Strided">Whether the image's size and the distances of its rows are arguments instead of constants, see <see cref="Shared"/>.</param>
public sealed record TilePlan(
    string Title, Lanes Vector, int Vectors, int TileRows, int TileColumns, TapGrid Taps, int InputImage, int InputRow, int InputPixel,
    int Rows, int Columns, int OutputPixel, int Filters, int Groups, bool Bias, SumLoop Sum, int Step, bool BlocksOutside, bool Strided = false) : KernelPlan
{
    /// <summary>
    /// Bits of weights between those in use and those asked for: as many as are under way from memory at a time, and more. With half of that the core
    /// waits for them, with twice as many the first-level cache loses what it needs before.
    /// </summary>
    private const int BitsAhead = 16 * 1024 * 8;

    /// <inheritdoc/>
    public override string Name => Weights == WeightFormat.BFloat16 ? Title + "BFloat16" : Title;

    /// <summary>
    /// What of the plan is the kernel's text. A sum in a loop gains nothing from knowing its length, or how far rows lie apart: such are
    /// arguments, and layers that differ in nothing else, or a layer and another's gradient, have one kernel. Constants remain where they
    /// are part of an instruction: the tile, and the distance of its pixels.
    /// </summary>
    public TilePlan Shared()
    {
        if (Sum == SumLoop.Unrolled || IsProduct)
            return this;
        TilePlan shared = this with { Strided = true, Bias = true, Rows = 1, Columns = 1, InputImage = 0, InputRow = 0, BlocksOutside = false, ImageWeights = 0, BlockWeights = 0, IsPlane = false };
        if (Groups > 1)
            return shared with { Taps = Taps with { RowStep = 0 } };
        int last = Filters - ((Blocks - 1) * Block);
        return shared with
        {
            Title = $"Convolve{(Taps.Columns > 1 ? $"{Taps.Columns}Columns" : string.Empty)}From{InputPixel}",
            Taps = Taps with { Rows = 1, RowStep = 0, Run = Taps.Run % Step == 0 ? Step : Taps.Run },
            OutputPixel = 0,
            Filters = Blocks == 1 || last == Block ? last : Block + last,
        };
    }

    /// <summary>How the weights are kept.</summary>
    public WeightFormat Weights { get; init; }

    /// <summary>
    /// Whether each vector of weights goes over all pixels, which then have registers of their own, instead of each pixel over all vectors
    /// of weights.
    /// </summary>
    public bool VectorsFirst { get; init; }

    /// <summary>
    /// Blocks that are summed together in a product with few pixels, which goes over one pixel at a time: one block alone may have too few
    /// sums to hide how long a multiply-add takes.
    /// </summary>
    public int BlocksTogether { get; init; } = 1;

    /// <summary>Parts of a product's sum that are computed side by side, one pixel at a time; see <see cref="Graph.Ops.ConvOp.Parts"/>.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Whether this is the product in Winograd's planes, each of which has weights of its own.</summary>
    public bool IsPlane { get; init; }

    /// <summary>Elements of packed weights from one image's to the next's: 0 where all images have the same.</summary>
    public int ImageWeights { get; init; }

    /// <summary>Elements of packed weights from one block's to the next's.</summary>
    public int BlockWeights { get; init; }

    /// <summary>
    /// Cache lines of the weights used next that are fetched at each word of them; 0 for none. Weights beyond the second-level cache
    /// come in time only if they are asked for ahead.
    /// </summary>
    public int FetchedLines { get; init; }

    /// <summary>How often a block's weights are gone through before the next block's are.</summary>
    public int Passes => ColumnTiles * (BlocksOutside ? RowTiles : 1);

    /// <summary>Elements of weights from one fetch to the next, so that all passes together fetch one block.</summary>
    private int FetchStep => (Block + (Passes * FetchedLines) - 1) / (Passes * FetchedLines);

    /// <summary>
    /// Elements of weights from those in use to those that are fetched first: as far ahead as memory needs, and a block at least where there are
    /// several passes, which together fetch as much as a block.
    /// </summary>
    private int FetchFirst => Math.Max(Passes > 1 ? BlockWeights : 0, BitsAhead / Vector.Bits * Vector.Count);

    /// <summary>Whether the sum's length is known.</summary>
    public bool KnownRun => !Strided || Groups > 1 || Taps.Run != Step;

    /// <summary>The arguments of a strided kernel, in their order.</summary>
    public IEnumerable<(string Name, int Value)> Strides
    {
        get
        {
            yield return ("rows", Rows);
            yield return ("columns", Columns);
            yield return ("inputImage", InputImage);
            yield return ("inputRow", InputRow);
            yield return ("tapRows", Taps.Rows);
            yield return ("tapRowStep", Taps.RowStep);
            yield return ("run", Taps.Run);
            yield return ("outputPixel", OutputPixel);
            yield return ("outerBlocks", BlocksOutside ? Groups * Blocks : 1);
            yield return ("innerBlocks", BlocksOutside ? 1 : Groups * Blocks);
            yield return ("imageWeights", ImageWeights);
            yield return ("blockWeights", BlockWeights);
            if (FetchedLines == 0)
                yield break;
            yield return ("fetchFirst", FetchFirst);
            yield return ("fetchRow", BlocksOutside ? ColumnTiles * (WordsPerBlock / Block) * FetchedLines * FetchStep / TileRows : 0);
            yield return ("fetchStep", FetchStep);
        }
    }

    /// <summary>Elements of a run whose weights stand in one place.</summary>
    public int ElementsPerWord => Weights == WeightFormat.BFloat16 ? 2 : 1;

    /// <summary>Places of packed weights that some elements at the beginning of a run take, for each lane.</summary>
    public int Words(int elements) => (elements + ElementsPerWord - 1) / ElementsPerWord;

    /// <summary>Places of packed weights of a block.</summary>
    public int WordsPerBlock => Taps.Rows * Taps.Columns * Words(Taps.Run) * PackedBlock;

    /// <summary>
    /// Weights of an element of a block. In parts, the only block has no zeros behind its last channel, which would have to be read as well: the last
    /// vector reaches into the next element's weights, into lanes that are not stored.
    /// </summary>
    public int PackedBlock => Parts > 1 && Blocks == 1 ? Filters : Block;

    /// <summary>Output channels of a block.</summary>
    public int Block => Vectors * Vector.Count;

    /// <summary>Blocks of a group.</summary>
    public int Blocks => (Filters + Block - 1) / Block;

    /// <summary>Rows of tiles.</summary>
    public int RowTiles => (Rows + TileRows - 1) / TileRows;

    /// <summary>Columns of tiles.</summary>
    public int ColumnTiles => (Columns + TileColumns - 1) / TileColumns;

    /// <summary>Whether pixels are counted at run time.</summary>
    public bool IsProduct => Rows == 0;

    /// <summary>Elements of the packed weights.</summary>
    public long PackedWeights => ((long)Groups * Blocks * WordsPerBlock) + Block - PackedBlock;

    /// <summary>Units of work for an image.</summary>
    public int UnitsPerImage => IsProduct ? 0 : BlocksOutside ? Groups * Blocks * RowTiles : RowTiles;
}
