using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// The products of Winograd's planes with filters that are transformed each time they are used, in registers where there are enough:
/// M = V (G g G^T), but for what G divides by. One row of planes at a time, all of whose columns and tiles have their sums of a vector of filters in
/// registers, or half of the columns: each multiply-add broadcasts an element of V, and filters are read as they are. Some channels go through all
/// rows of planes before the next, so that their filters come from afar once. Filters are packed as [block][channel][row][column][lane]; planes lie as [row][vector of channels][column][tile][lane].
/// </summary>
/// <param name="Tile">The tile of outputs.</param>
/// <param name="Vector">The vectors, along filters.</param>
/// <param name="Tiles">Tiles of an image.</param>
/// <param name="Columns">Columns of planes that have their sums in registers together: all, or half where those are few.</param>
public sealed record OnTheFlyPlan(WinogradTile Tile, Lanes Vector, int Tiles, int Columns) : KernelPlan
{
    /// <summary>Channels that go through all rows of planes together: their filters stay in the first-level cache meanwhile.</summary>
    public const int Channels = 32;

    /// <summary>Registers beside the sums: a row of transformed filters, one of its columns, and what is made of those.</summary>
    private const int Operands = 5;

    /// <inheritdoc/>
    public override string Name => $"Multiply{Tile}{(Tiles == WinogradTile.MostOnTheFly ? string.Empty : $"Of{Tiles}")}";

    /// <summary>The plan for images of <paramref name="tiles"/> tiles.</summary>
    public static OnTheFlyPlan Choose(WinogradTile tile, Lanes vector, int tiles, VectorClass target)
    {
        int columns = (tiles * tile.InputColumns) + Operands <= target.Registers ? tile.InputColumns : tile.InputColumns / 2;
        return new(tile, vector, tiles, columns);
    }

    /// <summary>Elements of a vector of channels: all columns and tiles of a row of planes.</summary>
    public int RowVector => Tile.InputColumns * Tiles * Vector.Count;

    /// <summary>Elements of a channel's filters, for a vector of them.</summary>
    public int Filters => Tile.Taps * Tile.Taps * Vector.Count;

    /// <summary>
    /// Whether a row of filters is transformed in registers when its sums need it. Otherwise it is transformed once for all columns, to a few kB of scratch.
    /// </summary>
    public bool InRegisters => Columns == Tile.InputColumns;

    /// <summary>Elements of a row of transformed filters of some channels, for each block of filters; 0 where it stays in registers.</summary>
    public int RowFilters => InRegisters ? 0 : Channels * Tile.Taps * Vector.Count;

    /// <summary>Elements of a line of cache; 0 where there are no vectors, and nothing is fetched ahead.</summary>
    public int Line => Vector.Bits == 0 ? 0 : CostTable.CacheLine * 8 / Vector.Bits * Vector.Count;

    /// <summary>Lines of the filters used next that each row of planes fetches for each channel, so that together they fetch all.</summary>
    public int FetchedLines => Line == 0 ? 0 : (Filters + (Line * Tile.InputRows) - 1) / (Line * Tile.InputRows);

    /// <summary>How planes of <paramref name="channels"/> channels, or filters, lie.</summary>
    public PlaneLayout Planes(int channels) =>
        new(Tiles * Vector.Count, channels * Tile.InputColumns * Tiles, Vector.Count, Tile.InputColumns * Tiles);
}
