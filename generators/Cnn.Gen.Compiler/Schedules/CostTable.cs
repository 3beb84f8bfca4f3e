namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// The coefficients of the cost models, for one core with vectors of 512 bits. What stands between the two marks is fitted to measurements by
/// <c>dotnet run -c Release --project tests/Cnn.Gen.Benchmarks -- fit --write</c>;
/// the rest describes the core, and decides between the register tiles of one algorithm.
/// </summary>
public static class CostTable
{
    // Fitted:

    /// <summary>Multiply-adds of a whole vector in a cycle, as the kernels of convolutions reach it.</summary>
    public const double ReachedMultiplyAddsPerCycle = 1.91;

    /// <summary>Bytes of weights in a cycle from the third-level cache, which holds those of a small network from one prediction to the next.</summary>
    public const double CachedBytesPerCycle = 21.2;

    /// <summary>Cycles in which Winograd's steps transform a whole vector of channels of an input or output tile, for each of its planes.</summary>
    public const double TransformCycles = 3.63;

    // End of fitted.

    /// <summary>Bytes of weights in a cycle from memory.</summary>
    public const double MemoryBytesPerCycle = 10;

    /// <summary>
    /// Vectors of filters that are loaded to transform those of 3x3 to the 36 planes of 4x4 tiles on the fly: 3 for the first and the last row, 9 for those
    /// between. Since each multiply-add has an input of its own to load, loads, of which a core begins as many in a cycle, are what takes longest.
    /// </summary>
    public const double OnTheFlyLoads = 42;

    /// <summary>Fused multiply-adds of a vector that a core begins in a cycle.</summary>
    public const double MultiplyAddsPerCycle = 2;

    /// <summary>Loads of a vector that a core begins in a cycle.</summary>
    public const double LoadsPerCycle = 2;

    /// <summary>Shuffles of a vector, by numbers in another one, that a core begins in a cycle beside as many multiply-adds.</summary>
    public const double ShufflesPerCycle = 1.5;

    /// <summary>Cycles from a multiply-add to one that needs its result.</summary>
    public const double Latency = 4;

    /// <summary>
    /// Cycles of a step of a register tile's sum at the least: the latency, and a little more, since tiles whose sums just hide it reach 87% of
    /// what those with half as many again reach.
    /// </summary>
    public const double LeastStep = 4.2;

    /// <summary>Cycles of a register tile beside its sum: addresses, bias, stores.</summary>
    public const double TileOverhead = 12;

    /// <summary>Bytes of a line of every cache.</summary>
    public const int CacheLine = 64;

    /// <summary>Sets of a first-level cache: lines 64 times 64 bytes apart compete for the ways of one.</summary>
    public const int CacheSets = 64;

    /// <summary>Lines that a set of the first-level cache holds; 12 on some machines.</summary>
    public const int CacheWays = 8;

    /// <summary>Instructions that a core has under way at most.</summary>
    public const int Window = 448;

    /// <summary>Bytes of weights in a cycle from the second-level cache.</summary>
    public const double NearBytesPerCycle = 60;

    /// <summary>Cycles in which a line of cache comes from the second level, where lines follow each other at a distance.</summary>
    public const double FetchCycles = 2.6;

    /// <summary>Bytes in a cycle to and from the second- and third-level cache, where they follow each other.</summary>
    public const double StreamedBytesPerCycle = 24;
}
