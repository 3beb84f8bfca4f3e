namespace Cnn.Gen.Reference;

/// <summary>A border of what is in the image, or of one number.</summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns on the left.</param>
/// <param name="Right">Columns on the right.</param>
/// <param name="Constant">The number; null for pixels of the image.</param>
/// <param name="Mirror">Whether the image is mirrored at its edge; otherwise the edge is repeated.</param>
public sealed record BorderPad(Shape Input, int Top, int Bottom, int Left, int Right, double? Constant, bool Mirror)
    : Op(new Shape(Top + Input.Height + Bottom, Left + Input.Width + Right, Input.Channels))
{
    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        Array.Fill(y, Constant ?? 0);
        ForEach(images, (x, at) => y[at] = inputs[0][x]);
        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[images * Input.Length];
        ForEach(images, (x, at) => dx[x] += dy[at]);
        return new([dx], []);
    }

    /// <summary>Calls <paramref name="pair"/> with the indices of each output that shows an input, and of that input first.</summary>
    private void ForEach(int images, Action<int, int> pair)
    {
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        {
            int h = oh - Top, w = ow - Left;
            if (Constant is null || Input.Contains(h, w))
                pair(Input.At(n, Source(h, Input.Height), Source(w, Input.Width), c), Output.At(n, oh, ow, c));
        }
    }

    private int Source(int place, int length)
    {
        if (place >= 0 && place < length)
            return place;
        if (!Mirror)
            return place < 0 ? 0 : length - 1;
        int source = place < 0 ? -place : length - 1 - (place - (length - 1));
        return source >= 0 && source < length ? source : throw new ArgumentException($"{length} pixels cannot be mirrored to {place}.");
    }
}
