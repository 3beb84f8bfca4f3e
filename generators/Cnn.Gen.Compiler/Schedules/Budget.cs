namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// What one method may hold. The just-in-time compiler stops optimising a method, silently, past 8,000 references to local variables
/// (or 60,000 bytes or 20,000 instructions of IL, 2,000 basic blocks, 2,000 locals); the first of these is met first. A fused
/// multiply-add of a tile makes a little over five references.
/// </summary>
public static class Budget
{
    /// <summary>Fused multiply-adds that a fully unrolled tile may have.</summary>
    public const int UnrolledTile = 1_200;

    /// <summary>Fused multiply-adds in the body of a loop; enough to make the loop's own instructions negligible.</summary>
    public const int LoopBody = 224;

    /// <summary>Taps that a pooling kernel may have in all its unrolled windows.</summary>
    public const int PoolTaps = 160;

    /// <summary>Kernel calls that the phases of one strided gradient may take.</summary>
    public const int Phases = 256;
}
