using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cnn.Gen.Runtime;

/// <summary>
/// Loads and stores the first lanes of a vector, touching no memory beyond them. The count is a constant where generated code calls this,
/// so that after inlining only the few moves that it needs are left.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Tail
{
    /// <summary>The first <paramref name="count"/> elements, then zeros; 1 to 15 for float, 1 to 7 for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load512<T>(ref T source, int count)
        where T : unmanaged
    {
        // Vector512.Create of two halves inserts both into a register that it does not clear: each load would wait for the one before.
        int half = Vector256<T>.Count;
        if (count > half)
            return Vector256.LoadUnsafe(ref source).ToVector512Unsafe().WithUpper(Load256(ref Unsafe.Add(ref source, half), count - half));
        return (count == half ? Vector256.LoadUnsafe(ref source) : Load256(ref source, count)).ToVector512();
    }

    /// <summary>The first <paramref name="count"/> elements, then zeros; 1 to 7 for float, 1 to 3 for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load256<T>(ref T source, int count)
        where T : unmanaged
    {
        int half = Vector128<T>.Count;
        if (count > half)
            return Vector256.Create(Vector128.LoadUnsafe(ref source), Load128(ref Unsafe.Add(ref source, half), count - half));
        return (count == half ? Vector128.LoadUnsafe(ref source) : Load128(ref source, count)).ToVector256();
    }

    /// <summary>The first <paramref name="count"/> elements, then zeros; 1 to 3 for float, 1 for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load128<T>(ref T source, int count)
        where T : unmanaged
    {
        Vector128<T> result = Vector128.CreateScalar(source);
        if (count > 1)
            result = result.WithElement(1, Unsafe.Add(ref source, 1));
        if (count > 2)
            result = result.WithElement(2, Unsafe.Add(ref source, 2));
        return result;
    }

    /// <summary>Stores the first <paramref name="count"/> elements; 1 to 15 for float, 1 to 7 for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<T> value, ref T destination, int count)
        where T : unmanaged
    {
        int half = Vector256<T>.Count;
        if (count < half)
        {
            Store(value.GetLower(), ref destination, count);
            return;
        }

        value.GetLower().StoreUnsafe(ref destination);
        if (count > half)
            Store(value.GetUpper(), ref Unsafe.Add(ref destination, half), count - half);
    }

    /// <summary>Stores the first <paramref name="count"/> elements; 1 to 7 for float, 1 to 3 for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, ref T destination, int count)
        where T : unmanaged
    {
        int half = Vector128<T>.Count;
        if (count < half)
        {
            Store(value.GetLower(), ref destination, count);
            return;
        }

        value.GetLower().StoreUnsafe(ref destination);
        if (count > half)
            Store(value.GetUpper(), ref Unsafe.Add(ref destination, half), count - half);
    }

    /// <summary>Stores the first <paramref name="count"/> elements; 1 to 3 for float, 1 for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector128<T> value, ref T destination, int count)
        where T : unmanaged
    {
        destination = value.GetElement(0);
        if (count > 1)
            Unsafe.Add(ref destination, 1) = value.GetElement(1);
        if (count > 2)
            Unsafe.Add(ref destination, 2) = value.GetElement(2);
    }
}
