using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>
/// How vectors of one width are written. All widths, and scalars by way of the library's <c>Scalar</c>, have the same operations under the
/// same names, so that a template is written once.
/// </summary>
/// <param name="Lanes">The vectors.</param>
/// <param name="IsDouble">Whether elements are double precision.</param>
public readonly record struct Dialect(Lanes Lanes, bool IsDouble)
{
    /// <summary>The element type.</summary>
    public string T => IsDouble ? "double" : "float";

    /// <summary>The class with the operations.</summary>
    public string S => Lanes.Bits == 0 ? "Scalar" : "Vector" + Lanes.Bits.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What stands before an operation that its operands' types tell apart: vectors' operations are imported, scalars' are not.</summary>
    public string Static => Lanes.Bits == 0 ? "Scalar." : string.Empty;

    /// <summary>The vector type.</summary>
    public string V => Lanes.Bits == 0 ? T : $"{S}<{T}>";

    /// <summary>Elements of a vector.</summary>
    public int Count => Lanes.Count;

    /// <summary>All lanes zero.</summary>
    public string Zero => Lanes.Bits == 0 ? "0" : V + ".Zero";

    /// <summary>A place in memory.</summary>
    public static string At(string reference, long offset) =>
        offset == 0 ? $"ref {reference}" : $"ref Unsafe.Add(ref {reference}, {Text(offset)})";

    /// <summary>All lanes with one element of memory.</summary>
    public string Broadcast(string reference, long offset) =>
        offset == 0 ? $"{S}.Create({reference})" : $"{S}.Create(Unsafe.Add(ref {reference}, {Text(offset)}))";

    /// <summary>All lanes with one number.</summary>
    public string Constant(double number) => $"{S}.Create({Literal(number)})";

    /// <summary>Some first lanes from memory, the others zero.</summary>
    public string Load(string reference, long offset, int count) => count == Count
        ? $"{S}.LoadUnsafe({Place(reference, offset)})"
        : $"Tail.Load{Lanes.Bits}({At(reference, offset)}, {Text(count)})";

    /// <summary>A vector of <paramref name="count"/> elements of memory, again and again.</summary>
    public string LoadRepeated(string reference, long offset, int count)
    {
        if (count == Count)
            return Load(reference, offset, count);
        string half = new Dialect(new Lanes(Lanes.Bits / 2, Count / 2), IsDouble).LoadRepeated(reference, offset, count);
        return $"{S}.Create({half}, {half})";
    }

    /// <summary>Stores some first lanes.</summary>
    public string Store(string vector, string reference, long offset, int count) => count == Count
        ? Lanes.Bits > 0 && vector.All(char.IsLetterOrDigit)
            ? $"{vector}.StoreUnsafe({Place(reference, offset)});"
            : $"{S}.StoreUnsafe({vector}, {Place(reference, offset)});"
        : $"Tail.Store({vector}, {At(reference, offset)}, {Text(count)});";

    /// <summary>A whole vector from memory, a distance that is known at run time behind a place.</summary>
    public string LoadBehind(string reference, string distance) => $"{S}.LoadUnsafe(ref {reference}, {distance})";

    /// <summary>Stores some first lanes, a distance that is known at run time and some elements behind a place.</summary>
    public string StoreBehind(string vector, string reference, string distance, long offset, int count)
    {
        if (count != Count)
            return Store(vector, $"Unsafe.Add(ref {reference}, {distance})", offset, count);
        string place = $"ref {reference}, {distance}{(offset == 0 ? string.Empty : $" + {Text(offset)}")}";
        return Lanes.Bits > 0 ? $"{vector}.StoreUnsafe({place});" : $"{S}.StoreUnsafe({vector}, {place});";
    }

    /// <summary>A fused multiply-add.</summary>
    public string Fma(string left, string right, string addend) =>
        $"{Static}FusedMultiplyAdd({left}, {right}, {addend})";

    /// <summary>
    /// max(<paramref name="x"/>, 0), which is zero for a negative zero and NaN for NaN. Without AVX-512 no instruction is that: the just-in-time
    /// compiler makes four of Max, where two give the same bits.
    /// </summary>
    public string Positive(string x) => Lanes.Bits == 256
        ? $"AndNot({x}, LessThanOrEqual({x}, {Zero}))" : $"{Static}Max({x}, {Zero})";

    /// <summary>A number as a literal of the element type: the shortest text that gives the same bits.</summary>
    public string Literal(double number)
    {
        if (double.IsInfinity(IsDouble ? number : (float)number))
            return $"{T}.{(number > 0 ? "Positive" : "Negative")}Infinity";
        if (IsDouble)
            return number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "d";
        return ((float)number).ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "f";
    }

    private static string Place(string reference, long offset) => offset <= 0 ? At(reference, offset) : $"ref {reference}, {Text(offset)}";

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
