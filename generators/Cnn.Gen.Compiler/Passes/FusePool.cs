using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>
/// For prediction: the largest of 2x2 results of a convolution by Winograd's minimal filtering, which nobody reads before, is taken while they
/// are still in registers, so that three of four are never written. Tiles have even sides: a window lies in one. An activation that increases
/// is applied to the largest only.
/// </summary>
public static class FusePool
{
    /// <summary>The pass; it stands behind the choice of algorithms.</summary>
    public static Network Run(Network network) => FuseReader.Run(network, (read, reader) =>
        reader is PoolOp pool && IsHalving(pool)
        && read is ConvOp { WinogradTile.IsNone: false, Residual: false, Pooled: false, Epilogue.IsIncreasing: true } conv
            ? conv with { Pooled = true } : null);

    /// <summary>Whether windows of 2x2 lie side by side, none of them over the edge.</summary>
    private static bool IsHalving(PoolOp pool) => pool.Mode == PoolMode.Max && IsHalving(pool.Window.Height) && IsHalving(pool.Window.Width);

    private static bool IsHalving(WindowAxis axis) => axis is { Size: 2, Stride: 2, Dilation: 1, Before: 0 } && axis.Output == axis.Input / 2;
}
