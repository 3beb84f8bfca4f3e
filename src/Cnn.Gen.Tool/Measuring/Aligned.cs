using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cnn.Gen.Tool.Measuring;

/// <summary>Memory that begins a cache line, so that no measurement depends on where an array came to lie.</summary>
public static class Aligned
{
    private const int CacheLine = 64;

    /// <summary>Room for <paramref name="length"/> elements, which stays where it is.</summary>
    public static Memory<T> Memory<T>(int length)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        T[] array = GC.AllocateArray<T>(length + (CacheLine / size), pinned: true);
        int beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % CacheLine);
        return array.AsMemory((CacheLine - beyond) % CacheLine / size, length);
    }
}
