using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Chooses the tile of a <see cref="TilePlan"/>: the one that the cost model below finds cheapest.</summary>
public static class TileSchedule
{
    /// <summary>Fused multiply-adds that a core begins in a cycle.</summary>
    private const double MultiplyAddsPerCycle = 2;

    /// <summary>Vector loads that a core begins in a cycle.</summary>
    private const double LoadsPerCycle = 2;

    /// <summary>Cycles from a multiply-add to one that needs its result.</summary>
    private const double Latency = 4;

    /// <summary>Cycles of a tile beside its sum: addresses, bias, stores.</summary>
    private const double TileOverhead = 12;

    /// <summary>Bytes of weights that may be read again for every row of an image, from the second-level cache.</summary>
    private const long CachedWeights = 256 * 1024;

    /// <summary>Completes <paramref name="plan"/>, whose geometry is settled, with the best tile for a register file.</summary>
    public static TilePlan Choose(TilePlan plan, VectorClass target, bool isDouble, ScheduleHints hints)
    {
        plan = plan with { Vector = target.LanesFor(plan.Filters, isDouble), Taps = plan.Taps.Merged() };
        int vectors = (plan.Filters + plan.Vector.Count - 1) / plan.Vector.Count;
        int columns = plan.IsProduct ? int.MaxValue : plan.Columns;
        int rows = plan.IsProduct ? 1 : plan.Rows;

        (double Cost, TilePlan Plan) best = (double.MaxValue, plan);
        for (int wide = 1; wide <= Math.Min(vectors, 4); wide++)
        {
            for (int tileColumns = 1; tileColumns <= Math.Min(columns, 16); tileColumns++)
            {
                for (int tileRows = 1; tileRows <= Math.Min(rows, 4); tileRows++)
                {
                    int pixels = tileRows * tileColumns;
                    if ((pixels * wide) + wide + 1 > target.Registers)
                        break;
                    TilePlan candidate = plan with { Vectors = wide, TileRows = tileRows, TileColumns = tileColumns };
                    double cost = Cost(candidate, isDouble);
                    if (cost < best.Cost)
                        best = (cost, candidate);
                }
            }
        }

        return Unroll(best.Plan, target, hints) with { BlocksOutside = best.Plan.PackedWeights * (isDouble ? 8 : 4) > CachedWeights };
    }

    private static double Cost(TilePlan plan, bool isDouble)
    {
        int pixels = plan.TileRows * plan.TileColumns;
        double step = Math.Max(Latency, Math.Max(
            pixels * plan.Vectors / MultiplyAddsPerCycle, (pixels + plan.Vectors) / LoadsPerCycle));
        double tile = (step * plan.Taps.Length) + TileOverhead + (2 * pixels * plan.Vectors);
        if (!plan.IsProduct)
            return tile * plan.RowTiles * plan.ColumnTiles * plan.Blocks;

        // A product is run for one image, where it streams its weights, and for batches.
        double single = (Math.Max(Latency, 1.5 * plan.Vectors) * plan.Taps.Length) + TileOverhead;
        return ((tile / pixels) + (single / 8)) * plan.Blocks;
    }

    private static TilePlan Unroll(TilePlan plan, VectorClass target, ScheduleHints hints)
    {
        int tile = plan.TileRows * plan.TileColumns * plan.Vectors;
        bool fits = plan.Taps.Length * tile <= Budget.UnrolledTile && target.Bits > 0;
        if (fits && !plan.IsProduct && hints.Unroll != "None")
            return plan with { Sum = SumLoop.Unrolled, Step = plan.Taps.Run };

        int most = hints.Unroll == "None" || target.Bits == 0 ? 1 : Math.Max(1, Budget.LoopBody / tile);
        int step = Math.Min(plan.Taps.Run, most);
        for (int divisor = step; divisor > step / 2; divisor--)
        {
            if (plan.Taps.Run % divisor == 0)
                return plan with { Sum = SumLoop.Loop, Step = divisor };
        }

        return plan with { Sum = SumLoop.Loop, Step = Math.Min(step, 4) };
    }
}
