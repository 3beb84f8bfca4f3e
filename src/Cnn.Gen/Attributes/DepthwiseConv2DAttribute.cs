namespace Cnn.Gen;

/// <summary>
/// Convolution of each input channel by its own filters: output channel c*Multiplier + m reads input channel c alone.
/// Parameters: <c>.weight</c> (height, width, 1, cIn*Multiplier), <c>.bias</c> (cIn*Multiplier).
/// </summary>
public sealed class DepthwiseConv2DAttribute : ConvolutionLayerAttribute
{
    /// <summary>A depthwise convolution with a square window.</summary>
    /// <param name="size">The window's height and width.</param>
    public DepthwiseConv2DAttribute(int size)
        : this(size, size)
    {
    }

    /// <summary>A depthwise convolution.</summary>
    /// <param name="height">The window's height.</param>
    /// <param name="width">The window's width.</param>
    public DepthwiseConv2DAttribute(int height, int width)
        : base(height, width)
    {
    }

    /// <summary>Output channels for each input channel.</summary>
    public int Multiplier { get; set; } = 1;
}
