using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>ONNX's broadcasting (that of NumPy: axes are matched from the last on) of constants against values.</summary>
internal static class Broadcasting
{
    /// <summary>The view with axes of length 1 in front, so that it has <paramref name="rank"/> of them.</summary>
    public static View WithRank(View view, int rank) =>
        view.Rank >= rank ? view : view.WithDims([.. Enumerable.Repeat(1, rank - view.Rank), .. view.Dims]);

    /// <summary>Whether the constant differs along rows or columns.</summary>
    public static bool IsSpatial(View view, Tensor constant) =>
        Digits(view, constant, "").Any(atom => atom.Axis is LayerAxis.Height or LayerAxis.Width);

    /// <summary>The constant's number for each channel of the view's layer.</summary>
    public static double[] ChannelVector(View view, Tensor constant, string what)
    {
        Atom[] digits = Digits(view, constant, what);
        if (digits.Any(atom => atom.Axis != LayerAxis.Channel))
            throw new UnsupportedException(what, $"a constant of shape [{string.Join(", ", constant.Dims)}] differs from image to image or along rows and columns; by channel only is possible");
        var vector = new double[view.Layer.Shape.Channels];
        for (int channel = 0; channel < vector.Length; channel++)
            vector[channel] = constant.Real(digits.Aggregate(0, (index, atom) => (index * atom.Size) + (channel / atom.Stride % atom.Size)));
        return vector;
    }

    /// <summary>The layer's digits along which the constant differs, in the constant's order.</summary>
    private static Atom[] Digits(View view, Tensor constant, string what)
    {
        if (constant.Length == 1)
            return [];
        view = WithRank(view, constant.Dims.Length);
        int[] dims = [.. Enumerable.Repeat(1, view.Rank - constant.Dims.Length), .. constant.Dims];
        for (int axis = 0; axis < dims.Length; axis++)
        {
            if (dims[axis] != 1 && dims[axis] != view.Dims[axis])
                throw new UnsupportedException(what, $"a constant of shape [{string.Join(", ", constant.Dims)}] does not fit a value of shape [{string.Join(", ", view.Dims)}] without repeating the value");
        }

        Atom[][] axes = view.Axes()
            ?? throw new UnsupportedException(what, $"the axes of [{string.Join(", ", view.Dims)}] are no products of the layer's own");
        return [.. Enumerable.Range(0, dims.Length).Where(axis => dims[axis] != 1).SelectMany(axis => axes[axis])];
    }
}
