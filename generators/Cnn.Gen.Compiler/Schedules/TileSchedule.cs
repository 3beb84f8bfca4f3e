using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Chooses the tile of a <see cref="TilePlan"/>: the one that the cost model below finds cheapest.</summary>
public static class TileSchedule
{
    /// <summary>
    /// Bytes of weights that are read again for every row of an image. With more, a block of them at a time goes over the whole image, while
    /// the next block's are fetched.
    /// </summary>
    private const long CachedWeights = 64 * 1024;

    /// <summary>Weights that stay in the first-level cache.</summary>
    private const int NearWeights = 4096;

    /// <summary>Elements of a sum up to which what surrounds it is worth hiding.</summary>
    private const int ShortSum = 16;

    /// <summary>Rows into which a row of pixels is cut at most.</summary>
    private const int SharedRows = 16;

    /// <summary>
    /// Completes <paramref name="plan"/>, whose geometry is settled, with the best tile for a register file; at most
    /// <paramref name="budget"/> multiply-adds are written out.
    /// </summary>
    public static TilePlan Choose(TilePlan plan, VectorClass target, bool isDouble, ScheduleHints hints, int budget)
    {
        if (plan.Parts > 1)
            return InParts(plan, target, isDouble);
        var candidates = Candidates(plan, target, isDouble, hints.Tile);
        double least = candidates.Min(candidate => candidate.Cost);
        TilePlan best = Unrolled(candidates, least, target, hints, budget) ?? Looped(Cheapest(candidates), target, hints);
        best = Completed(best with { BlocksOutside = best.PackedWeights * (isDouble ? 8 : 4) > CachedWeights });
        best = best with { BlocksTogether = Together(best, target, isDouble) };
        return best.BlocksOutside ? Fetching(best, isDouble) : best;
    }

    /// <summary>A product whose sum falls into parts: one pixel by all channels, or by as many as there are registers for.</summary>
    private static TilePlan InParts(TilePlan plan, VectorClass target, bool isDouble)
    {
        plan = plan with { Vector = target.LanesFor(plan.Filters, isDouble), Taps = plan.Taps.Merged(), TileRows = 1, TileColumns = 1, Sum = SumLoop.Loop, Step = 1 };
        int vectors = (plan.Filters + plan.Vector.Count - 1) / plan.Vector.Count;
        return Completed(plan with { Vectors = Math.Min(vectors, (target.Registers - 4) / plan.Parts) });
    }

    /// <summary>
    /// How many blocks of a product to sum at once for one pixel: as many as it takes for the multiply-adds under way, of which each sum
    /// has one, to want weights as fast as they come, if there are registers and blocks for them.
    /// </summary>
    private static int Together(TilePlan plan, VectorClass target, bool isDouble)
    {
        if (!plan.IsProduct || target.Bits == 0)
            return 1;
        double bytesOfBlock = (double)plan.Block * (isDouble ? 8 : 4) / plan.ElementsPerWord;
        int wanted = (int)Math.Ceiling(CostTable.StreamedBytesPerCycle * CostTable.Latency / bytesOfBlock);
        return Enumerable.Range(1, Math.Max(1, Math.Min(wanted, plan.Blocks))).Last(blocks =>
        {
            int vectors = blocks * plan.Vectors;
            return blocks == 1 || vectors + Operands(plan.Weights, 1, vectors).Registers <= target.Registers;
        });
    }

    /// <summary>The same with the sum in a loop, whatever its length.</summary>
    public static TilePlan ChooseLoop(TilePlan plan, VectorClass target, bool isDouble, RegisterTile? tile = null) =>
        Completed(Looped(Cheapest(Candidates(plan, target, isDouble, tile)), target, ScheduleHints.Auto));

    /// <summary>
    /// The same over pixels that lie in one row, as some rows of whole tiles: units of work that a team can share.
    /// </summary>
    public static TilePlan InRows(TilePlan plan)
    {
        int rows = Enumerable.Range(1, SharedRows).LastOrDefault(rows => plan.Columns % (rows * plan.TileColumns) == 0);
        return rows < 2 ? plan : plan with { Rows = rows, Columns = plan.Columns / rows, InputRow = plan.Columns / rows * plan.InputPixel };
    }

    /// <summary>All tiles that fit into registers.</summary>
    /// <param name="rows">Rows of outputs.</param>
    /// <param name="columns">Columns of outputs.</param>
    /// <param name="vectors">Vectors of output channels.</param>
    /// <param name="target">The register file: the sums, and what an element of them needs, are in it at once.</param>
    /// <param name="weights">How weights are kept.</param>
    public static IEnumerable<RegisterTile> Tiles(int rows, int columns, int vectors, VectorClass target, WeightFormat weights = WeightFormat.Default) =>
        from wide in Enumerable.Range(1, Math.Min(vectors, 4))
        from tileColumns in Enumerable.Range(1, Math.Min(columns, 16))
        from tileRows in Enumerable.Range(1, Math.Min(rows, 4))
        where (tileRows * tileColumns * wide) + Operands(weights, tileRows * tileColumns, wide).Registers <= target.Registers
        select new RegisterTile(tileRows, tileColumns, wide);

    /// <summary>The same, with weights fetched ahead while others are in use, unless that takes so long that it makes no difference.</summary>
    public static TilePlan Fetching(TilePlan plan, bool isDouble)
    {
        if (plan.Vector.Bits == 0 || plan.IsProduct || plan.Sum == SumLoop.Unrolled || plan.Passes > plan.Block)
            return plan;
        int line = CostTable.CacheLine / (isDouble ? 8 : 4) * plan.Passes;
        return plan with { FetchedLines = (plan.Block + line - 1) / line };
    }

    private static TilePlan Completed(TilePlan plan) => plan with { BlockWeights = plan.WordsPerBlock };

    /// <summary>Of equally good ones, pixels of one row: they lie at constant distances.</summary>
    private static TilePlan Cheapest(List<(double Cost, TilePlan Plan)> candidates)
    {
        double least = candidates.Min(candidate => candidate.Cost);
        return candidates.Where(candidate => candidate.Cost == least).OrderBy(candidate => candidate.Plan.TileRows).First().Plan;
    }

    /// <summary>The plans to choose from: of all tiles, or of the one that is asked for.</summary>
    private static List<(double Cost, TilePlan Plan)> Candidates(TilePlan plan, VectorClass target, bool isDouble, RegisterTile? asked)
    {
        plan = plan with { Vector = target.LanesFor(plan.Filters, isDouble), Taps = plan.Taps.Merged() };
        int vectors = (plan.Filters + plan.Vector.Count - 1) / plan.Vector.Count;
        List<RegisterTile> tiles = [.. plan.IsProduct
            ? Tiles(1, int.MaxValue, vectors, target, plan.Weights) : Tiles(plan.Rows, plan.Columns, vectors, target, plan.Weights)];
        if (asked is { } one && tiles.Contains(one))
            tiles = [one];
        return [.. tiles
            .Select(tile => plan with
            {
                Vectors = tile.Vectors, TileRows = tile.Rows, TileColumns = tile.Columns,
                VectorsFirst = Operands(plan.Weights, tile.Rows * tile.Columns, tile.Vectors).VectorsFirst,
            })
            .Select(candidate => (Cycles(candidate), candidate))];
    }

    /// <summary>The cheapest tile whose whole sum is written out, if the layer is small and unrolling costs little; of those about as cheap, the shortest.</summary>
    private static TilePlan? Unrolled(List<(double Cost, TilePlan Plan)> candidates, double least, VectorClass target, ScheduleHints hints, int budget)
    {
        TilePlan any = candidates[0].Plan;
        long work = (long)any.Rows * any.Columns * any.Filters * any.Groups * any.Taps.Length;
        bool wanted = hints.Unroll == "Full" || (hints.Unroll == "Auto" && work <= Budget.SmallLayer);
        if (any.IsProduct || target.Bits == 0 || !wanted)
            return null;
        var fitting = candidates.Where(candidate => UnrolledLength(candidate.Plan) <= budget
            && (hints.Unroll == "Full" || candidate.Cost <= least * 1.35)).ToList();
        if (fitting.Count == 0)
            return null;
        double cheapest = fitting.Min(candidate => candidate.Cost);
        TilePlan chosen = fitting.Where(candidate => candidate.Cost <= cheapest * 1.1).OrderBy(candidate => MultiplyAdds(candidate.Plan)).First().Plan;
        return chosen with { Sum = SumLoop.Unrolled, Step = chosen.Taps.Run };
    }

    /// <summary>Multiply-adds of the whole sum; to widen a vector of weights makes the text as much longer as one does.</summary>
    private static int UnrolledLength(TilePlan plan) =>
        (MultiplyAdds(plan) + (plan.Weights == WeightFormat.BFloat16 ? plan.Vectors : 0)) * plan.Taps.Length;

    /// <summary>
    /// A loop over the sum, with enough in its body to hide the loop, no remainder where that can be, and no pair of weights divided between
    /// two passes.
    /// </summary>
    private static TilePlan Looped(TilePlan plan, VectorClass target, ScheduleHints hints)
    {
        int most = hints.Unroll == "None" || target.Bits == 0 ? 1
            : plan.IsProduct ? 2 : Math.Max(1, Budget.LoopBody / MultiplyAdds(plan));
        int pair = plan.ElementsPerWord;
        most = Math.Max(most, pair);
        for (int divisor = Math.Min(plan.Taps.Run, most + (most / 2)); divisor > most / 2; divisor--)
        {
            if (plan.Taps.Run % divisor == 0 && (divisor % pair == 0 || divisor == plan.Taps.Run))
                return plan with { Sum = SumLoop.Loop, Step = divisor };
        }

        int step = Math.Min(most, 4) / pair * pair;
        return plan with { Sum = SumLoop.Loop, Step = Math.Min(plan.Taps.Run, step) };
    }

    /// <summary>
    /// Registers beside the sums: for the weights and an input of an element. Weights in pairs need others for the pair and a mask; where
    /// there are few pixels, it takes less to keep their inputs of both elements than all pairs.
    /// </summary>
    private static (int Registers, bool VectorsFirst) Operands(WeightFormat weights, int pixels, int vectors)
    {
        if (weights == WeightFormat.Default)
            return (vectors + 1, false);
        (int pixelsFirst, int vectorsFirst) = ((2 * vectors) + 2, (2 * pixels) + 3);
        return vectorsFirst < pixelsFirst ? (vectorsFirst, true) : (pixelsFirst, false);
    }

    private static int MultiplyAdds(TilePlan plan) => plan.TileRows * plan.TileColumns * plan.Vectors;

    /// <summary>Cycles that <paramref name="plan"/> takes for an image, or a product for a pixel.</summary>
    public static double Cycles(TilePlan plan)
    {
        int pixels = plan.TileRows * plan.TileColumns;
        double step = Math.Max(CostTable.LeastStep, Math.Max(
            pixels * plan.Vectors / CostTable.MultiplyAddsPerCycle, (pixels + ((double)plan.Vectors / plan.ElementsPerWord)) / CostTable.LoadsPerCycle));
        if (!plan.IsProduct && LinesOfOneSet(plan) > CostTable.CacheWays)
            step = Math.Max(step, pixels * CostTable.FetchCycles); // Each line is displaced before its next element is read.
        double around = CostTable.TileOverhead + (2 * pixels * plan.Vectors);
        double tile = (step * plan.Taps.Length) + (IsShort(plan) ? around / 4 : around);
        if (!plan.IsProduct)
            return tile * plan.RowTiles * plan.ColumnTiles * plan.Blocks;

        // A product is run for one image, where it streams its weights, and for batches.
        double single = (Math.Max(CostTable.Latency, 1.5 * plan.Vectors / plan.ElementsPerWord) * plan.Taps.Length) + CostTable.TileOverhead;
        return ((tile / pixels) + (single / 8)) * plan.Blocks;
    }

    /// <summary>
    /// Lines of inputs of a tile's pixels, for one element of the sum, that compete for one set of the first-level cache: all of them where pixels lie a
    /// multiple of 4 kB apart, as those of 512 channels in double precision.
    /// </summary>
    private static int LinesOfOneSet(TilePlan plan)
    {
        if (plan.Vector.Bits == 0)
            return 1;
        int apart = plan.InputPixel * (plan.Vector.Bits / 8 / plan.Vector.Count), whole = CostTable.CacheSets * CostTable.CacheLine;
        int powerOfTwo = Math.Min(Math.Max(apart & -apart, CostTable.CacheLine), whole), sets = whole / powerOfTwo;
        return ((plan.TileRows * plan.TileColumns) + sets - 1) / sets;
    }

    /// <summary>
    /// Whether a tile is so short that a core begins the next one while it still stores this one. Its weights, read again for each tile, must lie
    /// near for that.
    /// </summary>
    private static bool IsShort(TilePlan plan)
    {
        int pixels = plan.TileRows * plan.TileColumns, sums = pixels * plan.Vectors;
        int instructions = ((sums + pixels + plan.Vectors) * plan.Taps.Length) + (4 * sums);
        return !plan.IsProduct && !plan.IsPlane && plan.Taps.Length <= ShortSum && instructions <= CostTable.Window && plan.Filters * plan.Taps.Length <= NearWeights;
    }
}
