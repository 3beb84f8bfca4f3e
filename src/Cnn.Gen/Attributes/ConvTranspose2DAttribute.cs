namespace Cnn.Gen;

/// <summary>
/// Transposed convolution, in scatter form and without a flip: y[s*p + d*k - padTop, ..][o] += x[p, ..][i] * weight[k, .., i, o], stride
/// s, dilation d. Output side (in - 1)*stride + dilation*(window - 1) + 1 + outputPadding - padBefore - padAfter.
/// With <see cref="PaddingMode"/> <c>SameUpper</c> or <c>SameLower</c> it is in*stride.
/// Parameters: <c>.weight</c> (height, width, cIn / Groups, filters), <c>.bias</c> (filters).
/// </summary>
public sealed class ConvTranspose2DAttribute : ConvolutionLayerAttribute
{
    /// <summary>A transposed convolution with a square window.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="size">The window's height and width.</param>
    public ConvTranspose2DAttribute(int filters, int size)
        : this(filters, size, size)
    {
    }

    /// <summary>A transposed convolution.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="height">The window's height.</param>
    /// <param name="width">The window's width.</param>
    public ConvTranspose2DAttribute(int filters, int height, int width)
        : base(height, width) => Filters = filters;

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Groups that divide both input and output channels; output channel o reads the input channels of group o / (Filters / Groups).</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Rows and columns the output has below and right beyond what the windows reach; less than the stride or the dilation.</summary>
    public int OutputPadding { get; set; }

    /// <summary>Rows added below, in place of <see cref="OutputPadding"/>. -1: not given.</summary>
    public int OutputPaddingHeight { get; set; } = -1;

    /// <summary>Columns added on the right, in place of <see cref="OutputPadding"/>. -1: not given.</summary>
    public int OutputPaddingWidth { get; set; } = -1;

    /// <summary>How the weights are kept for prediction; <see cref="WeightFormat.BFloat16"/> halves their bytes.</summary>
    public WeightFormat Weights { get; set; }
}
