using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cnn.Gen.Benchmarks;

/// <summary>What the machine can do at best, on one core: fused multiply-adds, and reading memory, with its widest vectors.</summary>
public static class Probe
{
    /// <summary>The widest vectors' bits.</summary>
    public static int VectorBits { get; } = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Single-precision operations (two for a multiply-add) of one call of <see cref="MultiplyAdds"/>.</summary>
    public static double Operations => 2.0 * Steps * Accumulators * VectorBits / 32;

    private const int Steps = 10_000, Accumulators = 12;

    private static float _sink; // What was computed is kept, lest the computation be left out.

    /// <summary>Fused multiply-adds, enough of them independent of each other to hide how long one takes.</summary>
    public static void MultiplyAdds() => _sink = VectorBits switch
    {
        512 => MultiplyAdds<Lanes512>(),
        256 => MultiplyAdds<Lanes256>(),
        _ => MultiplyAdds<Lanes128>(),
    };

    /// <summary>Reads <paramref name="values"/> from their beginning to their end.</summary>
    /// <param name="values">A whole number of <see cref="Block"/>s.</param>
    public static void Read(ReadOnlySpan<float> values) => _sink = VectorBits switch
    {
        512 => Read<Lanes512>(values),
        256 => Read<Lanes256>(values),
        _ => Read<Lanes128>(values),
    };

    /// <summary>A call of <see cref="Read"/> over memory of its own, of about so many bytes.</summary>
    /// <param name="bytes">At least that many are read.</param>
    /// <returns>The call, and what it really reads.</returns>
    public static (Action Run, long Bytes) Reading(long bytes)
    {
        int blocks = (int)((bytes + (Block * sizeof(float)) - 1) / (Block * sizeof(float)));
        Memory<float> values = Aligned.Memory<float>(blocks * Block);
        values.Span.Fill(1);
        return (() => Read(values.Span), values.Length * (long)sizeof(float));
    }

    /// <summary>Values that are read in one pass of the loop, at any width.</summary>
    public const int Block = 128;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdds<T>()
        where T : struct, ILanes<T>
    {
        T factor = T.Of(0.999f), addend = T.Of(0.001f);
        T a0 = addend, a1 = addend, a2 = addend, a3 = addend, a4 = addend, a5 = addend;
        T a6 = addend, a7 = addend, a8 = addend, a9 = addend, a10 = addend, a11 = addend;
        for (int step = 0; step < Steps; step++)
        {
            a0 = T.MultiplyAdd(a0, factor, addend);
            a1 = T.MultiplyAdd(a1, factor, addend);
            a2 = T.MultiplyAdd(a2, factor, addend);
            a3 = T.MultiplyAdd(a3, factor, addend);
            a4 = T.MultiplyAdd(a4, factor, addend);
            a5 = T.MultiplyAdd(a5, factor, addend);
            a6 = T.MultiplyAdd(a6, factor, addend);
            a7 = T.MultiplyAdd(a7, factor, addend);
            a8 = T.MultiplyAdd(a8, factor, addend);
            a9 = T.MultiplyAdd(a9, factor, addend);
            a10 = T.MultiplyAdd(a10, factor, addend);
            a11 = T.MultiplyAdd(a11, factor, addend);
        }

        T low = T.Add(T.Add(T.Add(a0, a1), T.Add(a2, a3)), T.Add(a4, a5)), high = T.Add(T.Add(T.Add(a6, a7), T.Add(a8, a9)), T.Add(a10, a11));
        return T.First(T.Add(low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read<T>(ReadOnlySpan<float> values)
        where T : struct, ILanes<T>
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        T a0 = T.Of(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        for (nint at = 0; at < values.Length; at += 8 * T.Count)
        {
            a0 = T.Add(a0, T.Load(ref first, at));
            a1 = T.Add(a1, T.Load(ref first, at + T.Count));
            a2 = T.Add(a2, T.Load(ref first, at + (2 * T.Count)));
            a3 = T.Add(a3, T.Load(ref first, at + (3 * T.Count)));
            a4 = T.Add(a4, T.Load(ref first, at + (4 * T.Count)));
            a5 = T.Add(a5, T.Load(ref first, at + (5 * T.Count)));
            a6 = T.Add(a6, T.Load(ref first, at + (6 * T.Count)));
            a7 = T.Add(a7, T.Load(ref first, at + (7 * T.Count)));
        }

        return T.First(T.Add(T.Add(T.Add(a0, a1), T.Add(a2, a3)), T.Add(T.Add(a4, a5), T.Add(a6, a7))));
    }
}
