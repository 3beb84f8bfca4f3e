using Cnn.Gen.Tool.Files;

namespace Cnn.Gen.Tool.Verification;

/// <summary>Images to compare on.</summary>
internal static class TestImages
{
    /// <summary>Images of normally distributed numbers (Box and Muller), as networks see them behind the usual normalisation.</summary>
    public static IEnumerable<double[]> Random(int seed, int count, int length)
    {
        var random = new Random(seed);
        for (int image = 0; image < count; image++)
        {
            var numbers = new double[length];
            for (int i = 0; i < length; i++)
                numbers[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            yield return numbers;
        }
    }

    /// <summary>The images of a file's first tensor that has their sides: (n, h, w, c), (n, c, h, w), or the same without n.</summary>
    /// <param name="path">A .safetensors or .npy file.</param>
    /// <param name="shape">The sides.</param>
    /// <exception cref="InvalidDataException">It has no such tensor; the message lists those that it has.</exception>
    public static IReadOnlyList<double[]> Read(string path, (int Height, int Width, int Channels) shape)
    {
        (int h, int w, int c) = shape;
        IReadOnlyList<NamedTensor> tensors = TensorFile.Read(path);
        foreach (NamedTensor tensor in tensors)
        {
            long[] sides = tensor.Shape.Length == 4 ? tensor.Shape[1..] : tensor.Shape;
            if (sides is not [_, _, _] || (tensor.Shape.Length == 4 && tensor.Shape[0] == 0))
                continue;
            if (sides.SequenceEqual([h, w, c]))
                return Cut(tensor.Values, h * w * c);
            if (!sides.SequenceEqual([c, h, w]))
                continue;
            var arranged = new double[tensor.Values.Length];
            Layout.NchwToNhwc<double>(tensor.Values, arranged, h, w, c);
            return Cut(arranged, h * w * c);
        }

        string found = string.Join(", ", tensors.Select(tensor => $"{tensor.Name} ({string.Join(", ", tensor.Shape)})"));
        throw new InvalidDataException($"{path} has no tensor of images (n, {h}, {w}, {c}) or (n, {c}, {h}, {w}). It has {(found.Length == 0 ? "none of floating-point numbers" : found)}.");
    }

    private static double[][] Cut(double[] values, int length) => [.. values.Chunk(length)];
}
