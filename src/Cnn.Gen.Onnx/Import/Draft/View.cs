using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Onnx.Import.Draft;

/// <summary>
/// An ONNX value in terms of a layer's output: the same elements, walked in another order and under another shape. Reshape, Flatten,
/// Squeeze and Transpose only make another view; whoever needs the elements in a certain arrangement asks <see cref="Arranger"/> for it.
/// </summary>
internal sealed class View
{
    /// <summary>A view whose elements are walked in <paramref name="order"/>, outermost first, as an array of shape <paramref name="dims"/>.</summary>
    public View(DraftLayer layer, int[] dims, IEnumerable<Atom> order)
    {
        (Layer, Dims, Order) = (layer, dims, Atom.Merge(order));
    }

    /// <summary>The layer.</summary>
    public DraftLayer Layer { get; }

    /// <summary>The ONNX value's shape, the batch included.</summary>
    public int[] Dims { get; }

    /// <summary>The layer's digits in the order in which the ONNX value has them, merged.</summary>
    public Atom[] Order { get; }

    /// <summary>Whether the elements are whole numbers, which only operators that move values may take.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The number of axes.</summary>
    public int Rank => Dims.Length;

    /// <summary>Images in the batch that the file speaks of; 1 where it is free.</summary>
    public int Batch => Order.Where(atom => atom.Axis == LayerAxis.Batch).Aggregate(1, (product, atom) => product * atom.Size);

    /// <summary>The same elements under another shape.</summary>
    public View WithDims(int[] dims) => new(Layer, dims, Order) { IsWhole = IsWhole };

    /// <summary>The same arrangement of another layer's elements, whose output has the same shape.</summary>
    public View On(DraftLayer layer) => new(layer, Dims, Order) { IsWhole = IsWhole };

    /// <summary>The digits that make up each axis; null where an axis is no product of whole digits.</summary>
    public Atom[][]? Axes()
    {
        var axes = new Atom[Dims.Length][];
        var rest = new Stack<Atom>(Order.Reverse());
        for (int axis = 0; axis < Dims.Length; axis++)
        {
            var atoms = new List<Atom>();
            int need = Dims[axis];
            while (need > 1)
            {
                if (rest.Count == 0)
                    return null;
                Atom atom = rest.Pop();
                if (need % atom.Size == 0)
                {
                    atoms.Add(atom);
                    need /= atom.Size;
                }
                else if (atom.Size % need == 0)
                {
                    int inner = atom.Size / need;
                    atoms.Add(new Atom(atom.Axis, need, atom.Stride * inner));
                    rest.Push(new Atom(atom.Axis, inner, atom.Stride));
                    need = 1;
                }
                else
                {
                    return null;
                }
            }

            axes[axis] = [.. atoms];
        }

        return rest.Count == 0 ? axes : null;
    }

    /// <summary>The axes in another order.</summary>
    public View? Transpose(int[] permutation)
    {
        if (Axes() is not { } axes)
            return null;
        return new View(Layer, [.. permutation.Select(axis => Dims[axis])], permutation.SelectMany(axis => axes[axis])) { IsWhole = IsWhole };
    }

    /// <summary>The same arrangement with one axis made of other digits of another layer, all others as they are.</summary>
    public View WithAxis(DraftLayer layer, int axis, params Atom[] atoms)
    {
        Atom[][] axes = Axes() ?? throw new InvalidOperationException("The axes of this view are no products of digits.");
        axes[axis] = atoms;
        int[] dims = [.. Dims];
        dims[axis] = (int)Atom.Count(atoms);
        return new View(layer, dims, axes.SelectMany(digits => digits)) { IsWhole = IsWhole };
    }

    /// <summary>For each combination of <paramref name="atoms"/>, first outermost: where in one image of the layer (h, w, c) it stands.</summary>
    public static int[] Positions(IReadOnlyList<Atom> atoms, Shape shape)
    {
        int[] positions = [0];
        foreach (Atom atom in atoms)
        {
            int step = atom.Stride * atom.Axis switch
            {
                LayerAxis.Height => shape.Width * shape.Channels,
                LayerAxis.Width => shape.Channels,
                LayerAxis.Channel => 1,
                _ => 0,
            };
            positions = [.. positions.SelectMany(position => Enumerable.Range(0, atom.Size).Select(digit => position + (digit * step)))];
        }

        return positions;
    }
}
