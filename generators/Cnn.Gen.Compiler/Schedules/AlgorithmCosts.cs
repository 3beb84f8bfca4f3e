using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// The cost model of a convolution's algorithms: the longer of multiplying and of reading the weights, and Winograd's transforms.
/// </summary>
/// <param name="MultiplyAddsPerCycle">See <see cref="CostTable.ReachedMultiplyAddsPerCycle"/>.</param>
/// <param name="CachedBytesPerCycle">See <see cref="CostTable.CachedBytesPerCycle"/>.</param>
/// <param name="MemoryBytesPerCycle">See <see cref="CostTable.MemoryBytesPerCycle"/>.</param>
/// <param name="TransformCycles">See <see cref="CostTable.TransformCycles"/>.</param>
public sealed record AlgorithmCosts(double MultiplyAddsPerCycle, double CachedBytesPerCycle, double MemoryBytesPerCycle, double TransformCycles)
{
    /// <summary>Bytes of parameters up to which a network counts as small: they stay in the third-level cache.</summary>
    private const long SmallNetwork = 12 << 20;

    /// <summary>
    /// The same for the second level, which then holds even weights transformed for tiles of 4x4, four times as many, and activations beside.
    /// </summary>
    private const long TinyNetwork = 160 << 10;

    /// <summary>Bytes of the vectors that the coefficients count.</summary>
    private const int VectorBytes = 64;

    /// <summary>Those of <see cref="CostTable"/>.</summary>
    public static AlgorithmCosts Table { get; } = new(
        CostTable.ReachedMultiplyAddsPerCycle, CostTable.CachedBytesPerCycle, CostTable.MemoryBytesPerCycle, CostTable.TransformCycles);

    /// <summary>Cycles that <paramref name="conv"/> takes for an image.</summary>
    /// <param name="conv">A convolution.</param>
    /// <param name="tile">Winograd's tile; none for the sum as it is defined.</param>
    /// <param name="parameters">Parameters of the whole network.</param>
    /// <param name="size">Bytes of an element.</param>
    public double Cycles(ConvOp conv, WinogradTile tile, long parameters, int size)
    {
        long bytes = parameters * size;
        double cyclesPerWeight = size / (bytes <= TinyNetwork ? CostTable.NearBytesPerCycle : bytes <= SmallNetwork ? CachedBytesPerCycle : MemoryBytesPerCycle);
        double lanes = (double)VectorBytes / size;
        return tile.IsNone ? Direct(conv, lanes, cyclesPerWeight) : Winograd(conv, tile, lanes, cyclesPerWeight);
    }

    /// <summary>
    /// Multiply-adds that <paramref name="conv"/> takes for an image by <paramref name="tile"/>: those of the sum, or of Winograd's product.
    /// </summary>
    public static double MultiplyAdds(ConvOp conv, WinogradTile tile) =>
        tile.IsNone ? conv.MultiplyAdds([]) : tile.Planes * Tiles(conv, tile) * tile.Inputs(conv.Channels) * conv.Filters;

    /// <summary>Weights that <paramref name="conv"/> reads for an image by <paramref name="tile"/>: as they are, or transformed for Winograd's product.</summary>
    public static double Weights(ConvOp conv, WinogradTile tile) =>
        (double)(tile.IsNone || tile.OnTheFly ? conv.Window.Taps : tile.Planes * tile.Inputs(1)) * (conv.Channels / conv.Groups) * conv.Filters;

    private double Direct(ConvOp conv, double lanes, double cyclesPerWeight)
    {
        double sum = MultiplyAdds(conv, default) / lanes / MultiplyAddsPerCycle;
        return Math.Max(sum, Weights(conv, default) * cyclesPerWeight);
    }

    private double Winograd(ConvOp conv, WinogradTile tile, double lanes, double cyclesPerWeight)
    {
        double loads = tile.OnTheFly ? CostTable.OnTheFlyLoads * conv.Channels * conv.Filters : 0;
        double product = (MultiplyAdds(conv, tile) + loads) / lanes / MultiplyAddsPerCycle;
        double transforms = Tiles(conv, tile) * (tile.Inputs(conv.Channels) + conv.Filters) / lanes * tile.Planes * TransformCycles;
        return Math.Max(product, Weights(conv, tile) * cyclesPerWeight) + transforms;
    }

    private static double Tiles(ConvOp conv, WinogradTile tile) => tile.Count(conv.Window.Height.Output, conv.Window.Width.Output);
}
