using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>
/// Scratch memory of the calling thread for a layer's own kernels (<c>DigitNet.Conv1.Forward</c>): pinned, 64-byte aligned, grown to
/// the most that was ever wanted and reused. Its content is whatever the last user left.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelScratch<T>
    where T : unmanaged
{
    [ThreadStatic]
    private static AlignedBuffer<T>? _buffer;

    /// <summary>At least <paramref name="elements"/> elements, valid until the thread's next call.</summary>
    /// <exception cref="OutOfMemoryException">More than 2^31 - 1 elements, or more than there is.</exception>
    public static Span<T> Get(long elements)
    {
        if (elements > int.MaxValue)
            throw new OutOfMemoryException($"A kernel's scratch of {elements:N0} elements does not fit into a span; pass fewer images at once.");
        AlignedBuffer<T>? buffer = _buffer;
        if (buffer is null || buffer.Length < elements)
            _buffer = buffer = new AlignedBuffer<T>(elements);
        return buffer.Slice((int)elements);
    }
}
