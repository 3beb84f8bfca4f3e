using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>
/// Gemm and MatMul with one constant operand: a sum over one axis of a value. Where that axis holds all of an image it is a dense layer
/// (whose weights are put into the order of the layer below, whatever Reshape, Flatten and Transpose came between); where it holds the
/// channels of each pixel, a convolution of one tap.
/// </summary>
internal static class Products
{
    /// <summary>alpha * A' * B' + beta * C.</summary>
    public static void Gemm(NodeContext node)
    {
        double alpha = node.Node.Real("alpha", 1), beta = node.Node.Real("beta", 1);
        bool transposeA = node.Node.Integer("transA", 0) != 0, transposeB = node.Node.Integer("transB", 0) != 0;
        node.Node.Ignore("broadcast");
        View product;
        if (node.Operands[0].View is { } a)
            product = Contract(node, a, transposeA ? 0 : a.Rank - 1, Matrix(node.RequiredConstant(1, "B"), transposeB), alpha);
        else
            product = Contract(node, node.View(1), transposeB ? 1 : 0, Matrix(node.RequiredConstant(0, "A"), !transposeA), alpha);
        if (node.Operands[0].View is not null ? transposeA : transposeB)
            product = product.Transpose([1, 0]) ?? throw new UnsupportedException("transA", "the product's axes cannot be exchanged");

        if (!node.Has(2) || beta == 0)
            node.Result(product);
        else if (node.Operands[2].Constant is { } c)
            node.Result(Elementwise.Affine(node, product, null, Tensor.Of(c.Dims, Array.ConvertAll(c.Reals(), value => value * beta))));
        else
            node.Result(Elementwise.Combine(node, Kinds.Add, product, beta == 1 ? node.View(2) : Elementwise.Scaled(node, node.View(2), beta)));
    }

    /// <summary>The product over the last axis of the first operand and the last but one of the second.</summary>
    public static void MatMul(NodeContext node)
    {
        if (node.Operands[0].View is not null && node.Operands[1].View is not null)
            throw new UnsupportedException("", "both operands depend on the model's input; no layer multiplies such matrices");
        if (node.Operands[0].View is { } a)
            node.Result(Contract(node, a, a.Rank - 1, Matrix(node.RequiredConstant(1, "B"), false), 1));
        else
            node.Result(Contract(node, node.View(1), Math.Max(0, node.View(1).Rank - 2), Matrix(node.RequiredConstant(0, "A"), true), 1));
    }

    /// <summary>A matrix as (in, out).</summary>
    private static Tensor Matrix(Tensor tensor, bool transpose)
    {
        int[] dims = tensor.Dims.Length > 2 && tensor.Dims.SkipLast(2).All(side => side == 1) ? [.. tensor.Dims.TakeLast(2)] : tensor.Dims;
        if (dims is not [int rows, int columns])
            throw new UnsupportedException("", $"the constant operand is of shape [{string.Join(", ", tensor.Dims)}]; one matrix for all images is expected");
        if (!transpose)
            return tensor.WithDims(dims);
        var indices = new int[tensor.Length];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = (i % rows * columns) + (i / rows);
        return tensor.Pick([columns, rows], indices);
    }

    private static View Contract(NodeContext node, View view, int axis, Tensor matrix, double factor)
    {
        if (view.Axes() is not { } axes)
            throw new UnsupportedException("", $"the axes of [{string.Join(", ", view.Dims)}] are no products of the layer's own");
        Atom[] digits = axes[axis];
        (int count, int units) = (matrix.Dims[0], matrix.Dims[1]);
        if (view.Dims[axis] != count)
            throw new UnsupportedException("", $"a matrix of {count} rows does not fit axis {axis} of [{string.Join(", ", view.Dims)}]");
        if (digits.Any(atom => atom.Axis == LayerAxis.Batch))
            throw new UnsupportedException("", $"it sums over axis {axis} of [{string.Join(", ", view.Dims)}], which holds the images of the batch");

        bool isDense = Atom.Count(digits) == view.Layer.Shape.Length;
        bool isPointwise = digits.All(atom => atom.Axis == LayerAxis.Channel) && Atom.Count(digits) == view.Layer.Shape.Channels;
        if (!isDense && !isPointwise)
            throw new UnsupportedException("", $"it sums over part of an image, [{string.Join(", ", view.Dims)}] along axis {axis}; all of it or all channels of a pixel are possible");

        Tensor weight = Reordered(matrix, View.Positions(digits, view.Layer.Shape), factor);
        DraftLayer layer = isDense
            ? node.Add(Kinds.Dense, view.Layer, new Compiler.Graph.Shape(1, 1, units)).With("units", (long)units)
            : node.Add(Kinds.Conv, view.Layer, view.Layer.Shape with { Channels = units }).With("filters", (long)units);
        if (!isDense)
            layer.Window = new DraftWindow(1, 1);
        layer.With("Bias", false).With("weight", isDense ? weight : weight.WithDims([1, 1, count, units]));
        return view.WithAxis(layer, axis, Atom.Whole(LayerAxis.Channel, units));
    }

    /// <summary>Row i of the matrix goes to row positions[i].</summary>
    private static Tensor Reordered(Tensor matrix, int[] positions, double factor)
    {
        int units = matrix.Dims[1];
        var rowAt = new int[positions.Length];
        for (int row = 0; row < positions.Length; row++)
            rowAt[positions[row]] = row;
        bool isOrdered = rowAt.Select((row, index) => row == index).All(same => same);
        Tensor ordered = isOrdered ? matrix : matrix.Pick(matrix.Dims, [.. rowAt.SelectMany(row => Enumerable.Range(row * units, units))]);
        return factor == 1 ? ordered : Tensor.Of(ordered.Kind, ordered.Dims, Array.ConvertAll(ordered.Reals(), value => value * factor));
    }
}
