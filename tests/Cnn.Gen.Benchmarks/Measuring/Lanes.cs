using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cnn.Gen.Benchmarks;

/// <summary>A vector of floats, so that a probe is written once for all widths.</summary>
/// <typeparam name="T">The vector itself.</typeparam>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    /// <summary>Its elements.</summary>
    static abstract int Count { get; }

    /// <summary>A vector of equal elements.</summary>
    static abstract T Of(float value);

    /// <summary>The elements that begin <paramref name="offset"/> behind <paramref name="first"/>.</summary>
    static abstract T Load(ref float first, nint offset);

    /// <summary>a + b.</summary>
    static abstract T Add(T a, T b);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>The first element.</summary>
    static abstract float First(T vector);
}

/// <summary>512 bits.</summary>
internal readonly record struct Lanes512(Vector512<float> Value) : ILanes<Lanes512>
{
    public static int Count => 16;

    public static Lanes512 Of(float value) => new(Vector512.Create(value));

    public static Lanes512 Load(ref float first, nint offset) => new(Vector512.LoadUnsafe(ref Unsafe.Add(ref first, offset)));

    public static Lanes512 Add(Lanes512 a, Lanes512 b) => new(a.Value + b.Value);

    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Vector512.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static float First(Lanes512 vector) => vector.Value[0];
}

/// <summary>256 bits.</summary>
internal readonly record struct Lanes256(Vector256<float> Value) : ILanes<Lanes256>
{
    public static int Count => 8;

    public static Lanes256 Of(float value) => new(Vector256.Create(value));

    public static Lanes256 Load(ref float first, nint offset) => new(Vector256.LoadUnsafe(ref Unsafe.Add(ref first, offset)));

    public static Lanes256 Add(Lanes256 a, Lanes256 b) => new(a.Value + b.Value);

    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static float First(Lanes256 vector) => vector.Value[0];
}

/// <summary>128 bits.</summary>
internal readonly record struct Lanes128(Vector128<float> Value) : ILanes<Lanes128>
{
    public static int Count => 4;

    public static Lanes128 Of(float value) => new(Vector128.Create(value));

    public static Lanes128 Load(ref float first, nint offset) => new(Vector128.LoadUnsafe(ref Unsafe.Add(ref first, offset)));

    public static Lanes128 Add(Lanes128 a, Lanes128 b) => new(a.Value + b.Value);

    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static float First(Lanes128 vector) => vector.Value[0];
}
