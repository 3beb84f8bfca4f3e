using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cnn.Gen.Runtime;

/// <summary>
/// A vector of one lane: the operations of <see cref="System.Runtime.Intrinsics.Vector128"/> on plain numbers, with the same results to
/// the bit, so that generated kernels read alike at every width.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Scalar
{
    /// <summary>The element at <paramref name="source"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LoadUnsafe<T>(ref readonly T source) => source;

    /// <summary>Writes the element at <paramref name="destination"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreUnsafe<T>(T value, ref T destination) => destination = value;

    /// <summary>The element some places behind <paramref name="source"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LoadUnsafe<T>(ref readonly T source, nuint offset) => Unsafe.Add(ref Unsafe.AsRef(in source), offset);

    /// <summary>Writes the element some places behind <paramref name="destination"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreUnsafe<T>(T value, ref T destination, nuint offset) => Unsafe.Add(ref destination, offset) = value;

    /// <summary>The number itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Create<T>(T value) => value;

    /// <summary>left * right + addend, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FusedMultiplyAdd<T>(T left, T right, T addend)
        where T : IFloatingPointIeee754<T> => T.FusedMultiplyAdd(left, right, addend);

    /// <summary>The larger one; not a number if either is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<T>(T left, T right)
        where T : INumber<T> => T.Max(left, right);

    /// <summary>The smaller one; not a number if either is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Min<T>(T left, T right)
        where T : INumber<T> => T.Min(left, right);

    /// <summary>The magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Abs<T>(T value)
        where T : INumber<T> => T.Abs(value);

    /// <summary>The square root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sqrt<T>(T value)
        where T : IRootFunctions<T> => T.Sqrt(value);

    /// <summary>left = right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equals<T>(T left, T right)
        where T : INumber<T> => left == right;

    /// <summary>left &lt; right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool LessThan<T>(T left, T right)
        where T : INumber<T> => left < right;

    /// <summary>left &lt;= right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool LessThanOrEqual<T>(T left, T right)
        where T : INumber<T> => left <= right;

    /// <summary>left &gt; right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool GreaterThan<T>(T left, T right)
        where T : INumber<T> => left > right;

    /// <summary><paramref name="left"/> where the condition holds, otherwise <paramref name="right"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ConditionalSelect<T>(bool condition, T left, T right) => condition ? left : right;

    /// <summary>The bits as an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AsInt32(float value) => BitConverter.SingleToInt32Bits(value);

    /// <summary>The bits as an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AsInt64(double value) => BitConverter.DoubleToInt64Bits(value);

    /// <summary>The bits as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AsSingle(int value) => BitConverter.Int32BitsToSingle(value);

    /// <summary>The bits as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AsDouble(long value) => BitConverter.Int64BitsToDouble(value);

    /// <summary>value * 2^count, overflowing silently.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShiftLeft(int value, int count) => value << count;

    /// <summary>value * 2^count, overflowing silently.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShiftLeft(long value, int count) => value << count;

    /// <summary>value / 2^count, rounded down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShiftRightArithmetic(int value, int count) => value >> count;

    /// <summary>value / 2^count, rounded down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShiftRightArithmetic(long value, int count) => value >> count;
}
