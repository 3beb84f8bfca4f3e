namespace Cnn.Gen;

/// <summary>
/// Convolution of each channel of a signal (1, length, cIn) by its own filters: <see cref="DepthwiseConv2DAttribute"/> with height 1. Output
/// channel c*Multiplier + m reads input channel c alone. Parameters: <c>.weight</c> (1, size, 1, cIn*Multiplier), <c>.bias</c> (cIn*Multiplier).
/// ONNX: Conv.
/// </summary>
/// <param name="size">The window's length.</param>
public sealed class DepthwiseConv1DAttribute(int size) : ConvolutionLayer1DAttribute(size)
{
    /// <summary>Output channels for each input channel.</summary>
    public int Multiplier { get; set; } = 1;
}
