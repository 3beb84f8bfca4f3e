namespace Cnn.Gen;

/// <summary>
/// Convolution (cross-correlation, as in all frameworks): y[oh, ow, o] = bias[o] + sum over the window's taps (kh, kw) and the input
/// channels c of o's group of x[oh*stride + kh*dilation - padTop, ow*stride + kw*dilation - padLeft, c] * weight[kh, kw, c, o].
/// Parameters: <c>.weight</c> (height, width, cIn / Groups, filters), <c>.bias</c> (filters).
/// </summary>
public sealed class Conv2DAttribute : ConvolutionLayerAttribute
{
    /// <summary>A convolution with a square window.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="size">The window's height and width.</param>
    public Conv2DAttribute(int filters, int size)
        : this(filters, size, size)
    {
    }

    /// <summary>A convolution.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="height">The window's height.</param>
    /// <param name="width">The window's width.</param>
    public Conv2DAttribute(int filters, int height, int width)
        : base(height, width) => Filters = filters;

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Groups that divide both input and output channels; output channel o reads the input channels of group o / (Filters / Groups).</summary>
    public int Groups { get; set; } = 1;

    /// <summary>How the weights are kept for prediction; <see cref="WeightFormat.BFloat16"/> halves their bytes.</summary>
    public WeightFormat Weights { get; set; }
}
