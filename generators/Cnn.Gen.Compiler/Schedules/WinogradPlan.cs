using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// A convolution of stride 1 by Winograd's minimal filtering F(m x n, r x r) (Lavin and Gray 2015). A tile of m x n outputs reads
/// (m+r-1) x (n+r-1) inputs; transformed, those are as many planes, in each of which the convolution is a matrix product over channels. Some rows
/// of tiles at a time go through the three steps, so that what lies between them stays in cache. With stride 2, even and odd rows and columns of
/// inputs are four images, whose convolutions of stride 1 are added: their channels are summed as one image's are. Two neighbouring columns touch,
/// so that they are one pixel of twice as many channels; even and odd rows are transformed one after the other.
/// </summary>
/// <param name="Tile">The tile of outputs.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Rows">Output rows.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="ChunkRows">Rows of tiles that go through the three steps together.</param>
/// <param name="Product">The matrix product, each plane being an image of one row of tiles; null where filters are transformed on the fly.</param>
/// <param name="Residual">Whether another image can be added before the epilogue, as a type argument says.</param>
/// <param name="Pooled">Whether only the largest of each 2x2 outputs is written.</param>
public sealed record WinogradPlan(
    WinogradTile Tile, int Channels, int Filters, int Rows, int Columns, int ChunkRows, TilePlan? Product, bool Residual, bool Pooled)
    : KernelPlan
{
    /// <summary>The product with filters that are transformed on the fly; null where <see cref="Product"/> is a matrix product.</summary>
    public OnTheFlyPlan? OnTheFly { get; init; }

    /// <summary>The vectors of the transform of inputs, along channels.</summary>
    public Lanes InputVector { get; init; }

    /// <summary>The vectors of the transform of products, along channels.</summary>
    public Lanes OutputVector { get; init; }

    /// <summary>See <see cref="SpreadRules.Line"/>.</summary>
    public int Line { get; init; }

    /// <summary>
    /// Whether its output is a band of rows, see <see cref="BandPlan"/>: which row that begins with is then an argument, and one row of tiles at a time
    /// goes through the three steps.
    /// </summary>
    public bool InBand { get; init; }

    /// <inheritdoc/>
    public override string Name => $"Winograd{Tile}{(Pooled ? "Pooled" : string.Empty)}_{Channels}to{Filters}";

    /// <summary>Inputs that follow each other: the channels of a pixel, or with stride 2 of two pixels.</summary>
    public int InputRun => Tile.Stride * Channels;

    /// <summary>Elements from the even rows' inputs of a transformed tile to those of the odd rows; 0 where rows are not told apart.</summary>
    public int PhaseRow => Tile.Stride == 1 ? 0 : PhaseInputs(Tile, Channels);

    /// <summary>Elements of a plane from one tile to the next.</summary>
    public int TilePixel => Tile.Stride * PhaseInputs(Tile, Channels);

    /// <summary>Room for the inputs of a row of a transformed tile: whole vectors of any width, where channels do not fill those.</summary>
    public static int PhaseInputs(WinogradTile tile, int channels) => tile.Stride == 1 ? channels : (tile.Stride * channels + 7) / 8 * 8;

    /// <summary>Rows of tiles.</summary>
    public int TileRows => (Rows + Tile.Rows - 1) / Tile.Rows;

    /// <summary>Columns of tiles.</summary>
    public int TileColumns => (Columns + Tile.Columns - 1) / Tile.Columns;

    /// <summary>Tiles that go through the three steps together.</summary>
    public int ChunkTiles => ChunkRows * TileColumns;

    /// <summary>Chunks of an image.</summary>
    public int Chunks => (TileRows + ChunkRows - 1) / ChunkRows;

    /// <summary>
    /// Whether a chunk may have fewer rows than others, since one row fills the product's tile of registers; otherwise the last one repeats
    /// some of the rows before it.
    /// </summary>
    public bool MayBeShorter => ChunkRows > 1 && !IsCollective && TileColumns >= Product?.TileColumns;

    /// <summary>
    /// Units of work for an image: rows of tiles, of which a member of a team takes a chunk at a time, so that members get equal shares; or
    /// chunks, if those cannot be divided.
    /// </summary>
    public int UnitsPerImage => MayBeShorter ? TileRows : Chunks;

    /// <summary>
    /// Whether an image is one chunk: then all members of a team share each of its steps, by tiles and by planes, instead of taking chunks.
    /// </summary>
    public bool IsCollective => Chunks == 1 && !InBand;

    /// <summary>
    /// For a matrix product, elements from one plane of transformed inputs to the next; a transform touches the same place of every plane in turn.
    /// </summary>
    public int InputPlane => SpreadRules.Apart(ChunkTiles * TilePixel, Line);

    /// <summary>The same of products.</summary>
    public int OutputPlane => SpreadRules.Apart(ChunkTiles * Filters, Line);

    /// <summary>How the planes of inputs lie.</summary>
    public PlaneLayout Inputs => OnTheFly?.Planes(Channels) ?? new PlaneLayout(InputPlane, InputPlane * Tile.InputColumns, TilePixel, 1);

    /// <summary>How the planes of products lie.</summary>
    public PlaneLayout Products => OnTheFly?.Planes(Filters) ?? new PlaneLayout(OutputPlane, OutputPlane * Tile.InputColumns, Filters, 1);

    /// <summary>Scratch elements: transformed inputs, products, and rows of transformed filters.</summary>
    public long Scratch => ((long)Tile.InputRows * (Inputs.Row + Products.Row)) + (OnTheFly is null ? 0 : (long)OnTheFly.RowFilters * (Filters / OnTheFly.Vector.Count));

    /// <summary>The transform of inputs.</summary>
    public WinogradInputPlan Input => new(Tile with { OnTheFly = false }, InputVector);

    /// <summary>The transform of products to outputs.</summary>
    public WinogradOutputPlan Output => new(Tile with { OnTheFly = false }, OutputVector, Residual, Pooled);
}

/// <summary>How planes of transformed tiles lie, in elements.</summary>
/// <param name="Plane">From one plane to the next in its row.</param>
/// <param name="Row">From one row of planes to the next.</param>
/// <param name="Tile">From one tile of a plane to the next.</param>
/// <param name="Channel">From one vector of channels of a tile to the next, for each channel of it.</param>
public readonly record struct PlaneLayout(int Plane, int Row, int Tile, int Channel);

/// <summary>Tiles of inputs to planes: V = B^T d B.</summary>
/// <param name="Tile">The tile of outputs.</param>
/// <param name="Vector">The vectors, along channels.</param>
public sealed record WinogradInputPlan(WinogradTile Tile, Lanes Vector) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => $"TransformInput{Tile}{(Tile.Taps == 3 ? string.Empty : $"Of{Tile.Taps}Taps")}";
}

/// <summary>
/// Planes of products to tiles of outputs: y = epilogue(bias + A^T M A), or y = epilogue(bias + A^T M A + residual); or epilogue(the largest of each 2x2).
/// </summary>
/// <param name="Tile">The tile of outputs.</param>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Residual">Whether another image can be added before the epilogue, as a type argument says.</param>
/// <param name="Pooled">Whether only the largest of each 2x2 outputs is written.</param>
public sealed record WinogradOutputPlan(WinogradTile Tile, Lanes Vector, bool Residual, bool Pooled) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => $"TransformOutput{Tile}{(Tile.Taps == 3 ? string.Empty : $"Of{Tile.Taps}Taps")}{(Pooled ? "Pooled" : string.Empty)}";

    /// <summary>See <see cref="PoolPlan.NativeMaximum"/>.</summary>
    public bool NativeMaximum => Vector.Bits == 256;
}
