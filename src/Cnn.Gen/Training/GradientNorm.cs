using System.Numerics;
using System.Runtime.InteropServices;

namespace Cnn.Gen;

/// <summary>The length of a gradient, and the shortening of one that is too long.</summary>
internal static class GradientNorm
{
    private const int Block = 4096;

    /// <summary>Scales <paramref name="gradients"/> down, if need be, to a Euclidean norm of <paramref name="most"/>. Returns the norm it had.</summary>
    public static double Clip<T>(Span<T> gradients, double most)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double norm = Math.Sqrt(SumOfSquares<T>(gradients));
        if (norm <= most)
            return norm;

        T factor = T.CreateChecked(most / norm);
        Span<Vector<T>> vectors = MemoryMarshal.Cast<T, Vector<T>>(gradients);
        foreach (ref Vector<T> vector in vectors)
            vector *= factor;
        foreach (ref T element in gradients[(vectors.Length * Vector<T>.Count)..])
            element *= factor;
        return norm;
    }

    /// <summary>Sums blocks in vectors and the blocks in double precision, so that millions of parameters lose no digits.</summary>
    private static double SumOfSquares<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        for (; values.Length > 0; values = values[Math.Min(Block, values.Length)..])
        {
            ReadOnlySpan<T> block = values[..Math.Min(Block, values.Length)];
            ReadOnlySpan<Vector<T>> vectors = MemoryMarshal.Cast<T, Vector<T>>(block);
            Vector<T> sum = Vector<T>.Zero;
            foreach (Vector<T> vector in vectors)
                sum += vector * vector;
            total += double.CreateTruncating(Vector.Sum(sum));
            foreach (T element in block[(vectors.Length * Vector<T>.Count)..])
                total += double.CreateTruncating(element * element);
        }

        return total;
    }
}
