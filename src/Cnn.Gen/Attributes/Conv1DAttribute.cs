namespace Cnn.Gen;

/// <summary>
/// Convolution of a signal (1, length, cIn): <see cref="Conv2DAttribute"/> with height 1, y[t, o] = bias[o] + sum over the taps k and the input
/// channels c of o's group of x[t*stride + k*dilation - padLeft, c] * weight[0, k, c, o]. Parameters: <c>.weight</c> (1, size, cIn / Groups,
/// filters), <c>.bias</c> (filters). ONNX: Conv.
/// </summary>
/// <param name="filters">Output channels.</param>
/// <param name="size">The window's length.</param>
public sealed class Conv1DAttribute(int filters, int size) : ConvolutionLayer1DAttribute(size)
{
    /// <summary>Output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>Groups that divide both input and output channels; output channel o reads the input channels of group o / (Filters / Groups).</summary>
    public int Groups { get; set; } = 1;

    /// <summary>How the weights are kept for prediction; <see cref="WeightFormat.BFloat16"/> halves their bytes.</summary>
    public WeightFormat Weights { get; set; }
}
