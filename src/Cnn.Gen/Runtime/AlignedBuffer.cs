using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cnn.Gen.Runtime;

/// <summary>
/// Zeroed, pinned memory that begins on a cache line (64 bytes) and lives as long as this object. It is an array of whole cache
/// lines, so that it can hold more than 2^31 elements.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private readonly CacheLine[] _lines;

    /// <summary>Allocates <paramref name="length"/> elements.</summary>
    /// <exception cref="OutOfMemoryException">So much cannot be had; says how much it was.</exception>
    public AlignedBuffer(long length)
    {
        Length = length;
        long lines = (length / (sizeof(CacheLine) / sizeof(T))) + 2; // One for a broken end, one for the unaligned begin.
        try
        {
            _lines = GC.AllocateArray<CacheLine>(checked((int)lines), pinned: true);
        }
        catch (Exception exception) when (exception is OverflowException or OutOfMemoryException)
        {
            throw new OutOfMemoryException($"{length:N0} elements of {sizeof(T)} bytes cannot be allocated.", exception);
        }

        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lines));
        nuint mask = (nuint)sizeof(CacheLine) - 1;
        Pointer = (T*)((start + mask) & ~mask);
    }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>The first element, valid while this object is reachable.</summary>
    public T* Pointer { get; }

    /// <summary>All elements. Keeps the memory alive by itself.</summary>
    public Span<T> Span => Slice(checked((int)Length));

    /// <summary>The first <paramref name="length"/> elements. Keeps the memory alive by itself.</summary>
    public Span<T> Slice(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        ref byte start = ref Unsafe.As<CacheLine, byte>(ref MemoryMarshal.GetArrayDataReference(_lines));
        nint offset = (nint)((byte*)Pointer - (byte*)Unsafe.AsPointer(ref start));
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref start, offset)), length);
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct CacheLine;
}
