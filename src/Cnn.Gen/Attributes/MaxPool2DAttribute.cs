namespace Cnn.Gen;

/// <summary>The largest number of each window, per channel. Padding never wins.</summary>
public sealed class MaxPool2DAttribute : PoolLayerAttribute
{
    /// <summary>A pool with a square window, which is also its stride where none is given.</summary>
    /// <param name="size">The window's height and width.</param>
    public MaxPool2DAttribute(int size)
        : this(size, size)
    {
    }

    /// <summary>A pool whose stride is its window where none is given.</summary>
    /// <param name="height">The window's height.</param>
    /// <param name="width">The window's width.</param>
    public MaxPool2DAttribute(int height, int width)
        : base(height, width)
    {
    }

    /// <summary>Who gets the gradient among equal maxima.</summary>
    public Ties Ties { get; set; }
}
