namespace Cnn.Gen;

/// <summary>The mean of each window, per channel.</summary>
public sealed class AvgPool2DAttribute : PoolLayerAttribute
{
    /// <summary>A pool with a square window, which is also its stride where none is given.</summary>
    /// <param name="size">The window's height and width.</param>
    public AvgPool2DAttribute(int size)
        : this(size, size)
    {
    }

    /// <summary>A pool whose stride is its window where none is given.</summary>
    /// <param name="height">The window's height.</param>
    /// <param name="width">The window's width.</param>
    public AvgPool2DAttribute(int height, int width)
        : base(height, width)
    {
    }

    /// <summary>Whether padding counts in the divisor. What <see cref="PoolLayerAttribute.CeilMode"/> hangs over the edge never does.</summary>
    public bool CountIncludePad { get; set; }
}
