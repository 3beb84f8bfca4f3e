namespace Cnn.Gen.Reference;

/// <summary>An op that only moves elements: each of its outputs is one of its inputs.</summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Output">The shape of the output.</param>
/// <param name="From">The input (h, w, c) that the output (h, w, c) is.</param>
public sealed record Move(Shape Input, Shape Output, Func<int, int, int, (int H, int W, int C)> From) : Op(Output)
{
    /// <summary>Channels <paramref name="start"/> and those that follow.</summary>
    public static Move Slice(Shape input, int start, int count) => new(input, input with { Channels = count }, (h, w, c) => (h, w, start + c));

    /// <summary>Output channel i * groups + g is input channel g * (c / groups) + i.</summary>
    public static Move Shuffle(Shape input, int groups) =>
        new(input, input, (h, w, c) => (h, w, (c % groups * (input.Channels / groups)) + (c / groups)));

    /// <summary>Channels to blocks of pixels.</summary>
    public static Move DepthToSpace(Shape input, int size, bool byChannel)
    {
        int channels = input.Channels / size / size;
        return new(input, new Shape(input.Height * size, input.Width * size, channels), (h, w, c) =>
        {
            int block = (h % size * size) + (w % size);
            return (h / size, w / size, byChannel ? (c * size * size) + block : (block * channels) + c);
        });
    }

    /// <summary>Blocks of pixels to channels.</summary>
    public static Move SpaceToDepth(Shape input, int size) => new(
        input, new Shape(input.Height / size, input.Width / size, input.Channels * size * size),
        (h, w, c) => ((h * size) + (c / input.Channels / size), (w * size) + (c / input.Channels % size), c % input.Channels));

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        ForEach(images, (from, to) => y[to] = inputs[0][from]);
        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[images * Input.Length];
        ForEach(images, (from, to) => dx[from] += dy[to]);
        return new([dx], []);
    }

    private void ForEach(int images, Action<int, int> move)
    {
        for (int n = 0; n < images; n++)
        for (int h = 0; h < Output.Height; h++)
        for (int w = 0; w < Output.Width; w++)
        for (int c = 0; c < Output.Channels; c++)
        {
            (int fromH, int fromW, int fromC) = From(h, w, c);
            move(Input.At(n, fromH, fromW, fromC), Output.At(n, h, w, c));
        }
    }
}
