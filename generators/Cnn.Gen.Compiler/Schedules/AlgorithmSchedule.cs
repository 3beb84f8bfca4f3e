using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Chooses how each convolution of a forward graph is computed: what the attribute asks for, or what <see cref="AlgorithmCosts"/> find cheapest.
/// The choice is the same for every register file, so that results are.
/// </summary>
public static class AlgorithmSchedule
{
    /// <summary>The part of the direct sum's cycles below which another way is taken: what the model errs by, and the sum is the more accurate.</summary>
    private const double WorthIt = 0.9;

    /// <summary>Filters from which on members of a team share them out well, when those are transformed on the fly.</summary>
    private const int ManyFilters = 128;

    /// <summary>Bytes of weights that may stay in the second-level cache, so that even four times as many are not far.</summary>
    private const long NearWeights = 512 * 1024;

    /// <summary>Parts of a sum.</summary>
    private const int Parts = 4;

    /// <summary>Outputs of a dense layer that are few: a vector or two.</summary>
    private const int FewFilters = 16;

    /// <summary>Elements of a sum from which on it is long.</summary>
    private const int LongSum = 512;

    /// <summary>
    /// <paramref name="network"/>, the model or a part of it, with every convolution's algorithm and the format of its weights settled, and what a
    /// tuning file asks of <paramref name="target"/>'s kernels.
    /// </summary>
    public static Network Choose(Network network, BoundModel model, VectorClass target)
    {
        long parameters = model.Network.Parameters.Sum(parameter => parameter.Length);
        double Cycles(ConvOp conv, WinogradTile tile) => AlgorithmCosts.Table.Cycles(conv, tile, parameters, model.IsDouble ? 8 : 4);
        return network.WithNodes(network.Nodes.Select(node => (node.Op is ConvolutionOp op ? TuningSchedule.Ask(op, model, node.Layer, target) : node.Op) switch
        {
            ConvOp conv => node with
            {
                Op = conv with { Weights = conv.Hints.Weights, WinogradTile = TileOf(conv, model, Cycles), Parts = model.Strict ? 1 : PartsOf(conv) },
            },
            ConvTransposeOp conv => node with { Op = conv with { Weights = conv.Hints.Weights } },
            _ => node,
        }));
    }

    /// <summary>
    /// Parts of a dense layer's sum: several where it is long, and outputs are so few that one image has too few sums to hide how long a multiply-add takes.
    /// </summary>
    private static int PartsOf(ConvOp conv) =>
        conv.IsProduct && conv.Norm is null && conv.Filters <= FewFilters && conv.Channels >= LongSum && conv.Channels % Parts == 0
        && conv.Hints is { Algorithm: "Auto", Unroll: "Auto", Weights: WeightFormat.Default } ? Parts : 1;

    /// <summary>The Winograd tile for a convolution; none for a direct one.</summary>
    private static WinogradTile TileOf(ConvOp conv, BoundModel model, Func<ConvOp, WinogradTile, double> cycles)
    {
        // Winograd's transforms cancel large terms against each other, and with them less of weights that were rounded behind them.
        if (model.Strict || !conv.AllowsWinograd || conv.Hints.Algorithm == "Direct" || conv.Hints.Weights == WeightFormat.BFloat16)
            return default;
        (double Cost, WinogradTile Tile) best = (conv.Hints.IsWinograd ? double.MaxValue : WorthIt * cycles(conv, default), default);
        // Those of stride 2 have kernels that no other layer shares; a model that can be trained has text enough without.
        IEnumerable<WinogradTile> tiles = conv.WinogradTiles.Where(tile => conv.Hints.IsWinograd
            || ((tile.Stride == 1 || !model.Training) && (!tile.OnTheFly || AreFar(conv, model.IsDouble ? 8 : 4))));
        foreach (WinogradTile tile in tiles.Where(tile => conv.Hints.Algorithm is "Auto" or "Winograd" || conv.Hints.Algorithm == $"Winograd{tile}"))
        {
            double cost = cycles(conv, tile);
            if (cost < best.Cost)
                best = (cost, tile);
        }

        return best.Tile;
    }

    /// <summary>Whether weights come from so far that it may pay to transform them on the fly.</summary>
    private static bool AreFar(ConvOp conv, int size) =>
        conv.Filters >= ManyFilters && (long)conv.Window.Taps * conv.Channels * conv.Filters * size > NearWeights;
}

/// <summary>Chooses how many rows of tiles go through Winograd's steps together.</summary>
public static class WinogradSchedule
{
    /// <summary>Bytes that stay in the second-level cache while a chunk is worked on.</summary>
    private const long Cached = 512 * 1024;

    /// <summary>Bytes that stay in the third-level cache, which weights and others share.</summary>
    private const long Shared = 4 * 1024 * 1024;

    /// <summary>Tiles from which on a matrix product's tile of registers is filled.</summary>
    public const int EnoughTiles = 12;

    /// <summary>Completes <paramref name="plan"/> with the number of rows of tiles that takes the fewest cycles.</summary>
    public static WinogradPlan Choose(WinogradPlan plan, VectorClass target, bool isDouble, RegisterTile? productTile = null)
    {
        int size = isDouble ? 8 : 4;
        plan = plan with
        {
            InputVector = target.LanesFor(plan.InputRun, isDouble), OutputVector = target.LanesFor(plan.Filters, isDouble),
            Line = SpreadRules.Line(size),
        };
        if (plan.Tile.OnTheFly)
        {
            plan = plan with { ChunkRows = plan.TileRows };
            return plan with { OnTheFly = OnTheFlyPlan.Choose(plan.Tile, plan.OutputVector, plan.ChunkTiles, target) };
        }

        IEnumerable<int> chunkRows = plan.InBand ? [1] : Enumerable.Range(1, plan.TileRows).Select(chunks => (plan.TileRows + chunks - 1) / chunks).Distinct();
        return chunkRows
            .Select(rows => WithProduct(plan with { ChunkRows = rows }, target, isDouble, productTile))
            .Where(chunked => chunked.Chunks == 1 || chunked.ChunkTiles >= EnoughTiles)
            .OrderBy(chunked => Cycles(chunked, size)).First();
    }

    private static WinogradPlan WithProduct(WinogradPlan plan, VectorClass target, bool isDouble, RegisterTile? tile)
    {
        TilePlan product = TileSchedule.ChooseLoop(
            new TilePlan(
                "Product", default, 1, 1, 1, new TapGrid(plan.Tile.Stride, plan.PhaseRow, 1, 0, plan.InputRun), plan.InputPlane, 0, plan.TilePixel, 1, plan.ChunkTiles,
                plan.Filters, plan.Filters, 1, true, SumLoop.Loop, 1, false) { IsPlane = true },
            target, isDouble, tile);
        product = product with { ImageWeights = product.BlockWeights * product.Blocks };
        return plan with { Product = Weights(plan, isDouble ? 8 : 4) > Cached / 2 ? TileSchedule.Fetching(product, isDouble) : product };
    }

    private static long Weights(WinogradPlan plan, int size) => (long)plan.Tile.Planes * plan.Tile.Inputs(plan.Channels) * plan.Filters * size;

    /// <summary>
    /// Cycles for an image: those of the products, of which the last chunk may repeat some and behind which weights come from afar, and what planes
    /// take that leave the cache.
    /// </summary>
    private static double Cycles(WinogradPlan plan, int size)
    {
        long tiles = plan.Scratch * size;
        double products = plan.Tile.Planes * TileSchedule.Cycles(plan.Product!), streamed = Weights(plan, size) / CostTable.StreamedBytesPerCycle;
        double spilled = Math.Max(0, tiles - Cached) / (tiles > Shared ? CostTable.MemoryBytesPerCycle : CostTable.StreamedBytesPerCycle);
        return plan.Chunks * (Math.Max(products, streamed) + spilled);
    }
}
