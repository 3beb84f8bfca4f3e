namespace Cnn.Gen.Onnx.Reading;

/// <summary>What a constant's elements are, once read.</summary>
internal enum TensorKind
{
    /// <summary>Single precision; half precision and bfloat16 are widened to it.</summary>
    Single,

    /// <summary>Double precision.</summary>
    Double,

    /// <summary>Whole numbers of any width, held in 64 bits.</summary>
    Integer,

    /// <summary>Truth values, held as the whole numbers 0 and 1.</summary>
    Boolean,
}

/// <summary>A constant: elements in row-major order.</summary>
internal sealed class Tensor
{
    private readonly float[]? _singles;
    private readonly double[]? _doubles;
    private readonly long[]? _integers;

    private Tensor(TensorKind kind, int[] dims, float[]? singles, double[]? doubles, long[]? integers)
    {
        (Kind, Dims, _singles, _doubles, _integers) = (kind, dims, singles, doubles, integers);
        if (Product(dims) != Length)
            throw new ArgumentException($"{Length} elements cannot have the shape [{string.Join(", ", dims)}].");
    }

    /// <summary>What the elements are.</summary>
    public TensorKind Kind { get; }

    /// <summary>The sizes of its axes; none for a single number.</summary>
    public int[] Dims { get; }

    /// <summary>The number of elements.</summary>
    public int Length => _singles?.Length ?? _doubles?.Length ?? _integers!.Length;

    /// <summary>Whether elements are whole numbers or truth values.</summary>
    public bool IsWhole => _integers is not null;

    /// <summary>Of single-precision numbers.</summary>
    public static Tensor Of(int[] dims, float[] values) => new(TensorKind.Single, dims, values, null, null);

    /// <summary>Of double-precision numbers.</summary>
    public static Tensor Of(int[] dims, double[] values) => new(TensorKind.Double, dims, null, values, null);

    /// <summary>Of whole numbers.</summary>
    public static Tensor Of(int[] dims, long[] values) => new(TensorKind.Integer, dims, null, null, values);

    /// <summary>Of truth values.</summary>
    public static Tensor Of(int[] dims, bool[] values) =>
        new(TensorKind.Boolean, dims, null, null, Array.ConvertAll(values, static value => value ? 1L : 0L));

    /// <summary>A list of whole numbers, such as a shape.</summary>
    public static Tensor List(params IEnumerable<long> values)
    {
        long[] all = [.. values];
        return Of([all.Length], all);
    }

    /// <summary>Of a given kind, from real numbers; a whole number is truncated.</summary>
    public static Tensor Of(TensorKind kind, int[] dims, double[] values) => kind switch
    {
        TensorKind.Single => Of(dims, Array.ConvertAll(values, static value => (float)value)),
        TensorKind.Double => Of(dims, values),
        TensorKind.Integer => Of(dims, Array.ConvertAll(values, static value => (long)value)),
        _ => Of(dims, Array.ConvertAll(values, static value => value != 0)),
    };

    /// <summary>The product of an axis list; a negative number where it is larger than any array.</summary>
    public static long Product(IEnumerable<int> dims)
    {
        long product = 1;
        foreach (int side in dims)
        {
            product *= side;
            if (product is > int.MaxValue or < 0)
                return -1;
        }

        return product;
    }

    /// <summary>An element as a real number.</summary>
    public double Real(int index) => _singles is not null ? _singles[index] : _doubles is not null ? _doubles[index] : _integers![index];

    /// <summary>An element as a whole number.</summary>
    public long Whole(int index) => _integers is not null ? _integers[index] : (long)Real(index);

    /// <summary>All elements as whole numbers.</summary>
    public long[] Wholes() => _integers ?? Array.ConvertAll(Reals(), static value => (long)value);

    /// <summary>All elements as real numbers.</summary>
    public double[] Reals()
    {
        var values = new double[Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Real(i);
        return values;
    }

    /// <summary>All elements in single precision.</summary>
    public float[] Singles() => _singles ?? Array.ConvertAll(Reals(), static value => (float)value);

    /// <summary>The same elements under another shape of as many.</summary>
    public Tensor WithDims(int[] dims) => new(Kind, dims, _singles, _doubles, _integers);

    /// <summary>The elements at <paramref name="indices"/>, in that order, in a new shape.</summary>
    public Tensor Pick(int[] dims, int[] indices)
    {
        if (_singles is not null)
            return new Tensor(Kind, dims, Array.ConvertAll(indices, index => _singles[index]), null, null);
        if (_doubles is not null)
            return new Tensor(Kind, dims, null, Array.ConvertAll(indices, index => _doubles[index]), null);
        return new Tensor(Kind, dims, null, null, Array.ConvertAll(indices, index => _integers![index]));
    }

    /// <summary>The elements at <paramref name="indices"/> as real numbers.</summary>
    public double[] PickReals(int[] indices) => Array.ConvertAll(indices, Real);
}
