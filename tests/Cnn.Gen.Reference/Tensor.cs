namespace Cnn.Gen.Reference;

/// <summary>An array of doubles with a shape, in C order, as the notebook's NumPy arrays.</summary>
public sealed class Tensor
{
    /// <summary>A tensor over <paramref name="data"/>, which is not copied.</summary>
    public Tensor(int[] shape, double[] data)
    {
        int length = shape.Aggregate(1, (product, side) => product * side);
        if (data.Length != length)
            throw new ArgumentException($"Shape ({string.Join(", ", shape)}) has {length} elements, but {data.Length} came.", nameof(data));

        Shape = shape;
        Data = data;
    }

    /// <summary>A tensor of zeros.</summary>
    public Tensor(params int[] shape)
        : this(shape, new double[shape.Aggregate(1, (product, side) => product * side)])
    {
    }

    /// <summary>The length along each axis.</summary>
    public int[] Shape { get; }

    /// <summary>The elements, the last axis innermost.</summary>
    public double[] Data { get; }

    /// <summary>The element at a full set of indices.</summary>
    public ref double this[params ReadOnlySpan<int> indices] => ref Data[Offset(indices)];

    /// <summary>What is left when the first axes are fixed at <paramref name="indices"/>: a copy.</summary>
    public Tensor Part(params int[] indices)
    {
        int[] shape = Shape[indices.Length..];
        var part = new Tensor(shape);
        int first = 0;
        for (int axis = 0; axis < Shape.Length; axis++)
            first = (first * Shape[axis]) + (axis < indices.Length ? indices[axis] : 0);
        Array.Copy(Data, first, part.Data, 0, part.Data.Length);
        return part;
    }

    private int Offset(ReadOnlySpan<int> indices)
    {
        int offset = 0;
        for (int axis = 0; axis < Shape.Length; axis++)
            offset = (offset * Shape[axis]) + indices[axis];
        return offset;
    }
}
