namespace Cnn.Gen;

/// <summary>
/// Transposed convolution of a signal (1, length, cIn): <see cref="ConvTranspose2DAttribute"/> with height 1. Output length
/// (length - 1)*stride + dilation*(size - 1) + 1 + OutputPadding - padLeft - padRight. Parameters: <c>.weight</c> (1, size, cIn / Groups,
/// filters), <c>.bias</c> (filters). ONNX: ConvTranspose.
/// </summary>
/// <param name="filters">Output channels.</param>
/// <param name="size">The window's length.</param>
public sealed class ConvTranspose1DAttribute(int filters, int size) : ConvolutionLayer1DAttribute(size)
{
    /// <summary>Output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>Groups that divide both input and output channels; output channel o reads the input channels of group o / (Filters / Groups).</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Elements the output has behind beyond what the windows reach; less than the stride or the dilation.</summary>
    public int OutputPadding { get; set; }

    /// <summary>How the weights are kept for prediction; <see cref="WeightFormat.BFloat16"/> halves their bytes.</summary>
    public WeightFormat Weights { get; set; }
}
