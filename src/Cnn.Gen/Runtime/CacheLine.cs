using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Cnn.Gen.Runtime;

/// <summary>For generated code: memory that will be needed soon.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CacheLine
{
    /// <summary>
    /// Asks for the cache line of the element <paramref name="offset"/> elements behind <paramref name="place"/>, to have it in all
    /// levels of the cache, without waiting for it. The element need not exist. Does nothing where .NET has no such instruction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T place, nint offset)
        where T : unmanaged
    {
        if (Sse.IsSupported)
            Sse.Prefetch0((T*)Unsafe.AsPointer(ref place) + offset);
    }
}
