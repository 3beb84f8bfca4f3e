namespace Cnn.Gen.Reference;

/// <summary>
/// The functions of the notebook that this project grew out of, one for one, in its order of summation. Images are (n, h, w, c),
/// weights (f, f, cIn, cOut); windows are square, strides and paddings equal both ways.
/// </summary>
public static class Notebook
{
    /// <summary><c>zero_pad</c>: <paramref name="padding"/> zeros on all four sides of every image.</summary>
    public static Tensor ZeroPad(Tensor x, int padding)
    {
        var padded = new Tensor(x.Shape[0], x.Shape[1] + (2 * padding), x.Shape[2] + (2 * padding), x.Shape[3]);
        for (int n = 0; n < x.Shape[0]; n++)
        for (int h = 0; h < x.Shape[1]; h++)
        for (int w = 0; w < x.Shape[2]; w++)
        for (int c = 0; c < x.Shape[3]; c++)
            padded[n, padding + h, padding + w, c] = x[n, h, w, c];
        return padded;
    }

    /// <summary><c>conv_one_part</c>: the sum of <paramref name="slice"/> times <paramref name="weight"/>, both (f, f, cIn), plus bias.</summary>
    public static double ConvolveOnePart(Tensor slice, Tensor weight, double bias)
    {
        var products = new double[slice.Data.Length];
        for (int i = 0; i < products.Length; i++)
            products[i] = slice.Data[i] * weight.Data[i];
        return Numpy.Sum(products) + bias;
    }

    /// <summary><c>forward_conv</c>: (n, h, w, cIn) to (n, (h - f + 2 padding) / stride + 1, .., cOut).</summary>
    public static Tensor ConvolveForward(Tensor x, Tensor weight, Tensor bias, int stride, int padding)
    {
        int size = weight.Shape[0], filters = weight.Shape[3];
        int height = ((x.Shape[1] - size + (2 * padding)) / stride) + 1, width = ((x.Shape[2] - size + (2 * padding)) / stride) + 1;
        Tensor padded = ZeroPad(x, padding);
        var z = new Tensor(x.Shape[0], height, width, filters);
        for (int n = 0; n < x.Shape[0]; n++)
        for (int h = 0; h < height; h++)
        for (int w = 0; w < width; w++)
        for (int o = 0; o < filters; o++)
            z[n, h, w, o] = ConvolveOnePart(Slice(padded, n, h * stride, w * stride, size), Filter(weight, o), bias.Data[o]);
        return z;
    }

    /// <summary><c>forward_pool</c>: the maximum (<c>maxpool</c>) or the mean (<c>avrgpool</c>) under each window, no padding.</summary>
    public static Tensor PoolForward(Tensor x, int size, int stride, bool average)
    {
        int height = ((x.Shape[1] - size) / stride) + 1, width = ((x.Shape[2] - size) / stride) + 1;
        var a = new Tensor(x.Shape[0], height, width, x.Shape[3]);
        for (int n = 0; n < x.Shape[0]; n++)
        for (int h = 0; h < height; h++)
        for (int w = 0; w < width; w++)
        for (int c = 0; c < x.Shape[3]; c++)
        {
            Tensor window = Channel(Slice(x, n, h * stride, w * stride, size), c);
            a[n, h, w, c] = average ? Numpy.Mean(window) : window.Data.Max();
        }

        return a;
    }

    /// <summary><c>backward_conv</c>: the gradients by input, weight and bias, summed over the batch.</summary>
    public static (Tensor Input, Tensor Weight, Tensor Bias) ConvolveBackward(Tensor dz, Tensor x, Tensor weight, int stride, int padding)
    {
        int size = weight.Shape[0];
        Tensor padded = ZeroPad(x, padding), dPadded = new(padded.Shape), dx = new(x.Shape);
        Tensor dWeight = new(weight.Shape), dBias = new(1, 1, 1, weight.Shape[3]);
        for (int n = 0; n < dz.Shape[0]; n++)
        for (int h = 0; h < dz.Shape[1]; h++)
        for (int w = 0; w < dz.Shape[2]; w++)
        for (int o = 0; o < dz.Shape[3]; o++)
        {
            for (int fh = 0; fh < size; fh++)
            for (int fw = 0; fw < size; fw++)
            for (int i = 0; i < x.Shape[3]; i++)
            {
                dPadded[n, (h * stride) + fh, (w * stride) + fw, i] += weight[fh, fw, i, o] * dz[n, h, w, o];
                dWeight[fh, fw, i, o] += padded[n, (h * stride) + fh, (w * stride) + fw, i] * dz[n, h, w, o];
            }

            dBias[0, 0, 0, o] += dz[n, h, w, o];
        }

        for (int n = 0; n < x.Shape[0]; n++)
        for (int h = 0; h < x.Shape[1]; h++)
        for (int w = 0; w < x.Shape[2]; w++)
        for (int i = 0; i < x.Shape[3]; i++)
            dx[n, h, w, i] = dPadded[n, padding + h, padding + w, i];
        return (dx, dWeight, dBias);
    }

    /// <summary><c>max_mask</c>: one where <paramref name="x"/> equals its maximum, everywhere it does, zero elsewhere.</summary>
    public static Tensor MaxMask(Tensor x)
    {
        double maximum = x.Data.Max();
        return new Tensor(x.Shape, [.. x.Data.Select(value => value == maximum ? 1.0 : 0.0)]);
    }

    /// <summary><c>avrg_mask</c>: <paramref name="value"/> spread evenly over (height, width).</summary>
    public static Tensor AverageMask(double value, int height, int width)
    {
        var mask = new Tensor(height, width);
        mask.Data.AsSpan().Fill(value / (height * width));
        return mask;
    }

    /// <summary><c>backward_pool</c>: every window's gradient times its mask.</summary>
    public static Tensor PoolBackward(Tensor da, Tensor x, int size, int stride, bool average)
    {
        var dx = new Tensor(x.Shape);
        for (int n = 0; n < da.Shape[0]; n++)
        for (int h = 0; h < da.Shape[1]; h++)
        for (int w = 0; w < da.Shape[2]; w++)
        for (int c = 0; c < da.Shape[3]; c++)
        {
            double gradient = da[n, h, w, c];
            Tensor mask = average
                ? AverageMask(gradient, size, size)
                : MaxMask(Channel(Slice(x, n, h * stride, w * stride, size), c));
            for (int fh = 0; fh < size; fh++)
            for (int fw = 0; fw < size; fw++)
                dx[n, (h * stride) + fh, (w * stride) + fw, c] += average ? mask[fh, fw] : mask[fh, fw] * gradient;
        }

        return dx;
    }

    /// <summary>The window (size, size, c) of image <paramref name="n"/> whose corner is (h, w).</summary>
    private static Tensor Slice(Tensor x, int n, int h, int w, int size)
    {
        var slice = new Tensor(size, size, x.Shape[3]);
        for (int fh = 0; fh < size; fh++)
        for (int fw = 0; fw < size; fw++)
        for (int c = 0; c < x.Shape[3]; c++)
            slice[fh, fw, c] = x[n, h + fh, w + fw, c];
        return slice;
    }

    /// <summary>Filter <paramref name="o"/> of a weight: (f, f, cIn).</summary>
    private static Tensor Filter(Tensor weight, int o)
    {
        var filter = new Tensor(weight.Shape[..3]);
        for (int i = 0; i < filter.Data.Length; i++)
            filter.Data[i] = weight.Data[(i * weight.Shape[3]) + o];
        return filter;
    }

    /// <summary>Channel <paramref name="c"/> of a slice: (size, size).</summary>
    private static Tensor Channel(Tensor slice, int c)
    {
        var channel = new Tensor(slice.Shape[..2]);
        for (int i = 0; i < channel.Data.Length; i++)
            channel.Data[i] = slice.Data[(i * slice.Shape[2]) + c];
        return channel;
    }
}
