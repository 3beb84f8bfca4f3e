using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(m x n, 3x3) (Lavin and Gray 2015). A tile of m x n outputs reads
/// (m+2) x (n+2) inputs; transformed, those are as many planes, in each of which the convolution is a matrix product over channels. Some rows
/// of tiles at a time go through the three steps, so that what lies between them stays in cache.
/// </summary>
/// <param name="Tile">The tile of outputs.</param>
/// <param name="Vector">The vectors of both transforms, along channels.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Rows">Output rows.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="ChunkRows">Rows of tiles that go through the three steps together.</param>
/// <param name="Product">The matrix product, each plane being an image of one row of tiles.</param>
/// <param name="Residual">Whether another image can be added before the epilogue, as a type argument says.</param>
/// <param name="Pooled">Whether only the largest of each 2x2 outputs is written.</param>
public sealed record WinogradPlan(
    WinogradTile Tile, Lanes Vector, int Channels, int Filters, int Rows, int Columns, int ChunkRows, TilePlan Product, bool Residual, bool Pooled)
    : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => $"Winograd{Tile}{(Pooled ? "Pooled" : string.Empty)}_{Channels}to{Filters}";

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
    public bool MayBeShorter => ChunkRows > 1 && !IsCollective && TileColumns >= Product.TileColumns;

    /// <summary>
    /// Units of work for an image: rows of tiles, of which a member of a team takes a chunk at a time, so that members get equal shares; or
    /// chunks, if those cannot be divided.
    /// </summary>
    public int UnitsPerImage => MayBeShorter ? TileRows : Chunks;

    /// <summary>
    /// Whether an image is one chunk: then all members of a team share it instead of taking chunks, see <see cref="MostAlone"/>.
    /// </summary>
    public bool IsCollective => Chunks == 1;

    /// <summary>
    /// Members of a team, up to which each goes through the three steps alone, for its share of the filters: all transform all inputs, but read
    /// of each other only those, and need not meet. Larger teams, and those whose members would have unequal shares, share each step, by tiles and by planes.
    /// </summary>
    public int MostAlone { get; init; } = 1;

    /// <summary>Elements from one plane of transformed inputs to the next.</summary>
    public int InputPlane => Apart(ChunkTiles * Channels);

    /// <summary>Elements from one plane of products to the next.</summary>
    public int OutputPlane => Apart(ChunkTiles * Filters);

    /// <summary>Scratch elements: transformed inputs, and products.</summary>
    public long Scratch => (long)Tile.Planes * (InputPlane + OutputPlane);

    /// <summary>The transform of inputs.</summary>
    public WinogradInputPlan Input => new(Tile, Vector);

    /// <summary>The transform of products to outputs.</summary>
    public WinogradOutputPlan Output => new(Tile, Vector, Residual, Pooled);

    /// <summary>
    /// A transform touches the same place of every plane in turn. Planes an even number of cache lines apart would put those into few sets of
    /// the cache, which then cannot hold them together.
    /// </summary>
    private static int Apart(int plane) => plane / MemoryPlan.Alignment % 2 == 0 ? plane + MemoryPlan.Alignment : plane;
}

/// <summary>Tiles of inputs to planes: V = B^T d B.</summary>
/// <param name="Tile">The tile of outputs.</param>
/// <param name="Vector">The vectors, along channels.</param>
public sealed record WinogradInputPlan(WinogradTile Tile, Lanes Vector) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => $"TransformInput{Tile}";
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
    public override string Name => $"TransformOutput{Tile}{(Pooled ? "Pooled" : string.Empty)}";

    /// <summary>See <see cref="PoolPlan.NativeMaximum"/>.</summary>
    public bool NativeMaximum => Vector.Bits == 256;
}
