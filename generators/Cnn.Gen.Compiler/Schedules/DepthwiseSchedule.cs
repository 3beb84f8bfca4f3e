using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Chooses the tile of a <see cref="DepthwisePlan"/>: the one that the cost model below finds cheapest.</summary>
public static class DepthwiseSchedule
{
    /// <summary>Sums that hide how long a multiply-add takes; more gain nothing where each of them loads its input.</summary>
    private const int Sums = (int)(CostTable.Latency * CostTable.MultiplyAddsPerCycle);

    /// <summary>
    /// Rows of a tile at most; a row of tiles is a unit of work, of which a team wants several. Images that the first-level cache holds gain
    /// nothing by more than one.
    /// </summary>
    private const int MostRows = 4;

    /// <summary>Completes <paramref name="plan"/>, whose geometry is settled.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The register file.</param>
    /// <param name="isDouble">Whether elements are double precision.</param>
    /// <param name="mostRows">Rows that a tile may have, where the kernel is called for some rows at a time; 0 for whole images.</param>
    /// <param name="asked">The tile that is asked for, taken where there is room for it.</param>
    public static DepthwisePlan Choose(DepthwisePlan plan, VectorClass target, bool isDouble, int mostRows = 0, RegisterTile? asked = null)
    {
        int taps = plan.Taps.Rows * plan.Taps.Columns;
        bool unrolled = target.Bits > 0 && taps * Sums <= Budget.DepthwiseTile;
        bool known = unrolled && mostRows == 0 && (long)plan.Rows * plan.Columns * plan.Channels * taps <= Budget.SmallLayer;
        plan = plan with { Vector = target.LanesFor(plan.Channels, isDouble), Unrolled = unrolled, KnownImage = known };
        RegisterTile[] tiles = [.. Tiles(plan, target, mostRows == 0 ? plan.Rows : mostRows)];
        RegisterTile tile = asked is { } one && tiles.Contains(one) ? one : tiles.OrderBy(candidate => Cycles(plan, candidate)).First();
        return plan with { TileRows = tile.Rows, TileColumns = tile.Columns };
    }

    /// <summary>All tiles whose sums fit into registers, and that are not too long to be written out.</summary>
    public static IEnumerable<RegisterTile> Tiles(DepthwisePlan plan, VectorClass target, int mostRows)
    {
        int most = target.Bits == 0 ? 2
            : plan.KnownImage ? Budget.DepthwiseTile / (plan.Taps.Rows * plan.Taps.Columns)
            : plan.Unrolled ? Sums
            : Math.Max(1, Budget.LoopBody / plan.Taps.Columns);
        most = Math.Min(most, Math.Max(2, target.Registers - 4));
        return from rows in Enumerable.Range(1, plan.KnownImage ? 1 : Math.Min(MostRows, Math.Min(plan.Rows, mostRows)))
               from columns in Enumerable.Range(1, Math.Min(plan.Columns, Math.Max(1, most / rows)))
               where rows * columns <= most
               select new RegisterTile(rows, columns, 1);
    }

    /// <summary>
    /// Cycles for a vector of channels: multiply-adds, each of which loads its input, weights, what surrounds the sum, and, where an image
    /// is not a small one, fetching each row of inputs again for every row of tiles.
    /// </summary>
    public static double Cycles(DepthwisePlan plan, RegisterTile tile)
    {
        int pixels = tile.Rows * tile.Columns, taps = plan.Taps.Rows * plan.Taps.Columns;
        double sums = (Math.Max(CostTable.Latency, pixels / CostTable.MultiplyAddsPerCycle) + (1 / CostTable.LoadsPerCycle)) * taps;
        double fetches = plan.KnownImage ? 0 : InputRows(plan, tile.Rows) * tile.Columns * CostTable.FetchCycles;
        int rowTiles = (plan.Rows + tile.Rows - 1) / tile.Rows, columnTiles = (plan.Columns + tile.Columns - 1) / tile.Columns;
        return rowTiles * columnTiles * (sums + fetches + (CostTable.TileOverhead / 2) + pixels);
    }

    /// <summary>Rows of inputs that some rows of outputs read.</summary>
    private static int InputRows(DepthwisePlan plan, int rows)
    {
        int tap = Math.Abs(plan.Taps.RowStep), step = tap == 0 ? plan.InputRow : Math.Min(tap, plan.InputRow);
        return step == 0 ? rows : ((((rows - 1) * plan.InputRow) + ((plan.Taps.Rows - 1) * tap)) / step) + 1;
    }
}
