namespace Cnn.Gen.Reference;

/// <summary>
/// y[c] = x[c] / (K + Alpha / Size * sum of x[j]^2)^Beta over the channels j from c - (Size - 1) / 2 to c + Size / 2 (rounded down) that
/// there are, as ONNX has it.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Size">Channels summed over.</param>
/// <param name="Alpha">The sum's weight.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="K">What is added to the sum.</param>
public sealed record LocalResponseNormalization(Shape Input, int Size, double Alpha, double Beta, double K) : Op(Input)
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images) =>
        [.. inputs[0].Select((x, i) => x * Math.Pow(Base(inputs[0], i), -Beta))];

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        double[] x = inputs[0], dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double sum = Base(x, i);
            dx[i] += dy[i] * Math.Pow(sum, -Beta);
            foreach (int j in Window(i))
                dx[j] -= dy[i] * x[i] * Beta * Math.Pow(sum, -Beta - 1) * Alpha / Size * 2 * x[j];
        }

        return new([dx], []);
    }

    private double Base(double[] x, int i) => K + (Alpha / Size * Window(i).Sum(j => x[j] * x[j]));

    private IEnumerable<int> Window(int i)
    {
        int c = i % Input.Channels, first = Math.Max(0, c - ((Size - 1) / 2)), last = Math.Min(Input.Channels - 1, c + (Size / 2));
        return Enumerable.Range(i - c + first, last - first + 1);
    }
}
