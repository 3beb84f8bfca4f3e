using System.Numerics;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>
/// An array between two strips of sentinels: generated code tests no bounds, so whoever writes over an edge is caught here, and what is
/// read beyond one is not a number.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class Guarded<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Strip = 67;
    private readonly T[] _all;
    private readonly int _length;

    private Guarded(int length)
    {
        _all = new T[length + (2 * Strip)];
        _length = length;
        Array.Fill(_all, T.NaN);
    }

    /// <summary>The array.</summary>
    public Memory<T> Memory => _all.AsMemory(Strip, _length);

    /// <summary>The array.</summary>
    public Span<T> Span => Memory.Span;

    /// <summary>An array of values.</summary>
    public static Guarded<T> Of(double[] values)
    {
        var guarded = new Guarded<T>(values.Length);
        for (int i = 0; i < values.Length; i++)
            guarded.Span[i] = T.CreateChecked(values[i]);
        return guarded;
    }

    /// <summary>An array of NaN, for outputs: what is left unwritten shows.</summary>
    public static Guarded<T> Output(int length) => new(length);

    /// <summary>The values, after a check of the strips.</summary>
    public double[] Read(string what)
    {
        for (int i = 0; i < Strip; i++)
        {
            if (!T.IsNaN(_all[i]) || !T.IsNaN(_all[^(i + 1)]))
                throw new InvalidOperationException($"{what}: written outside its {_length} elements.");
        }

        var values = new double[_length];
        for (int i = 0; i < _length; i++)
            values[i] = double.CreateChecked(Span[i]);
        return values;
    }
}
