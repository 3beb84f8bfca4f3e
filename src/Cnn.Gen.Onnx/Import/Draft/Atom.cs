namespace Cnn.Gen.Onnx.Import.Draft;

/// <summary>An axis of a layer's output.</summary>
internal enum LayerAxis
{
    /// <summary>Images.</summary>
    Batch,

    /// <summary>Rows.</summary>
    Height,

    /// <summary>Columns.</summary>
    Width,

    /// <summary>Channels.</summary>
    Channel,
}

/// <summary>
/// A factor of a layer's axis: the digit (i / Stride) % Size of an index i along it. A channel axis of 12 seen as 3 groups of 4 is
/// (Channel, 3, 4), (Channel, 4, 1).
/// </summary>
/// <param name="Axis">The layer's axis.</param>
/// <param name="Size">How many values the digit takes.</param>
/// <param name="Stride">Elements of the axis from one value to the next.</param>
internal readonly record struct Atom(LayerAxis Axis, int Size, int Stride)
{
    /// <summary>A whole axis.</summary>
    public static Atom Whole(LayerAxis axis, int size) => new(axis, size, 1);

    /// <summary>The same digits in as few factors as possible, none of size 1.</summary>
    public static Atom[] Merge(IEnumerable<Atom> atoms)
    {
        var merged = new List<Atom>();
        foreach (Atom atom in atoms.Where(atom => atom.Size != 1))
        {
            if (merged.Count > 0 && merged[^1].Axis == atom.Axis && merged[^1].Stride == (long)atom.Stride * atom.Size)
                merged[^1] = new Atom(atom.Axis, merged[^1].Size * atom.Size, atom.Stride);
            else
                merged.Add(atom);
        }

        return [.. merged];
    }

    /// <summary>The number of combinations of some digits.</summary>
    public static long Count(IEnumerable<Atom> atoms) => atoms.Aggregate(1L, (product, atom) => product * atom.Size);
}
