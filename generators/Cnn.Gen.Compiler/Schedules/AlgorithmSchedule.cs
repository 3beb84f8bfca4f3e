using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Chooses how each convolution of a forward graph is computed: what the attribute asks for, or what the cost model below finds cheapest.
/// The choice is the same for every register file, so that results are.
/// </summary>
public static class AlgorithmSchedule
{
    /// <summary>Multiply-adds of one vector that a core does in a cycle, as kernels reach it.</summary>
    private const double MultiplyAddsPerCycle = 1.8;

    /// <summary>Bytes of weights that a core streams in a cycle from beyond its second-level cache.</summary>
    private const double StreamedBytesPerCycle = 14;

    /// <summary>Cycles to transform one vector of channels of an input tile and of an output tile, by the side of the tile.</summary>
    private static double TransformCycles(int tile) => tile == 4 ? 120 : 45;

    /// <summary>The network with every convolution's algorithm and the format of its weights settled.</summary>
    public static Network Choose(Network network, bool strict) => network.WithNodes(network.Nodes.Select(node => node.Op switch
    {
        ConvOp conv => node with { Op = conv with { Weights = conv.Hints.Weights, WinogradTile = TileOf(conv, strict) } },
        ConvTransposeOp conv => node with { Op = conv with { Weights = conv.Hints.Weights } },
        _ => node,
    }));

    /// <summary>The side of the Winograd tile for a convolution; 0 for a direct one.</summary>
    private static int TileOf(ConvOp conv, bool strict)
    {
        // Winograd's transforms cancel large terms against each other, and with them less of weights that were rounded behind them.
        if (strict || !conv.AllowsWinograd || conv.Hints.Algorithm == "Direct" || conv.Hints.Weights == WeightFormat.BFloat16)
            return 0;
        int[] tiles = conv.Hints.Algorithm switch { "Winograd2x2" => [2], "Winograd4x4" => [4], _ => [2, 4] };
        (double Cost, int Tile) best = conv.Hints.IsWinograd ? (double.MaxValue, 0) : (Direct(conv), 0);
        foreach (int tile in tiles)
        {
            double cost = Winograd(conv, tile);
            if (cost < best.Cost)
                best = (cost, tile);
        }

        return best.Tile;
    }

    private static double Direct(ConvOp conv)
    {
        double sum = (double)conv.MultiplyAdds([]) / 16 / MultiplyAddsPerCycle;
        return Math.Max(sum, Streamed(9, conv));
    }

    private static double Winograd(ConvOp conv, int tile)
    {
        int planes = (tile + 2) * (tile + 2);
        double tiles = (double)((conv.Window.Height.Output + tile - 1) / tile) * ((conv.Window.Width.Output + tile - 1) / tile);
        double product = planes * tiles * conv.Channels * conv.Filters / 16 / MultiplyAddsPerCycle;
        double transforms = tiles * (conv.Channels + conv.Filters) / 16 * TransformCycles(tile);
        return Math.Max(product, Streamed(planes, conv)) + transforms;
    }

    private static double Streamed(int elements, ConvOp conv) => (double)elements * conv.Channels * conv.Filters * 4 / StreamedBytesPerCycle;
}

/// <summary>Chooses how many rows of tiles go through Winograd's steps together.</summary>
public static class WinogradSchedule
{
    /// <summary>Bytes that stay in the second-level cache while a chunk is worked on.</summary>
    private const long Cached = 512 * 1024;

    /// <summary>Tiles from which on a matrix product's tile of registers is filled.</summary>
    private const int EnoughTiles = 12;

    /// <summary>Completes <paramref name="plan"/>: as many rows of tiles at a time as makes the least traffic beyond the second-level cache.</summary>
    public static WinogradPlan Choose(WinogradPlan plan, VectorClass target, bool isDouble)
    {
        plan = plan with { Vector = target.LanesFor(plan.Channels, isDouble) };
        plan = Enumerable.Range(1, plan.TileRows)
            .Select(chunks => plan with { ChunkRows = (plan.TileRows + chunks - 1) / chunks })
            .Where(chunked => chunked.UnitsPerImage == 1 || chunked.ChunkTiles >= EnoughTiles)
            .OrderBy(chunked => Traffic(chunked, isDouble ? 8 : 4)).First();
        int tiles = plan.ChunkTiles;
        TilePlan product = TileSchedule.ChooseLoop(
            new TilePlan(
                "Product", default, 1, 1, 1, new TapGrid(1, 0, 1, 0, plan.Channels), tiles * plan.Channels, 0, plan.Channels, 1, tiles,
                plan.Filters, plan.Filters, 1, true, SumLoop.Loop, 1, false),
            target, isDouble);
        return plan with { Product = product with { ImageWeights = product.BlockWeights * product.Blocks } };
    }

    private static long Traffic(WinogradPlan plan, int size)
    {
        long weights = (long)plan.Planes * plan.Channels * plan.Filters * size, tiles = plan.Scratch * size;
        return plan.UnitsPerImage * ((weights > Cached + (Cached / 4) ? weights : 0) + (tiles > Cached ? 2 * tiles : 0));
    }
}
