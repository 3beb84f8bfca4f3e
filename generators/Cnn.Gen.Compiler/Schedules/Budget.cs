namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// What one method may hold. The just-in-time compiler stops optimising a method, silently, past 8,000 references to local variables
/// (or 60,000 bytes or 20,000 instructions of IL, 2,000 basic blocks, 2,000 locals); the first of these is met first. A fused
/// multiply-add of a tile makes a little over five references.
/// </summary>
public static class Budget
{
    /// <summary>Fused multiply-adds that a fully unrolled tile may have.</summary>
    public const int UnrolledTile = 640;

    /// <summary>The same for gradients, of which a model has more.</summary>
    public const int UnrolledGradientTile = 480;

    /// <summary>Multiply-adds of a layer, for one image, up to which it counts as small: its window and channels are written out whole.</summary>
    public const long SmallLayer = 1 << 18;

    /// <summary>Fused multiply-adds in the body of a loop; enough to make the loop's own instructions negligible.</summary>
    public const int LoopBody = 30;

    /// <summary>Vector multiply-adds of a window that is written out for one tile of a depthwise convolution.</summary>
    public const int DepthwiseTile = 224;

    /// <summary>Taps that a pooling kernel may have in all its unrolled windows.</summary>
    public const int PoolTaps = 160;

    /// <summary>Taps of rows times taps of columns that a kernel for resizing may have written out.</summary>
    public const int ResampleTaps = 32;
}
