namespace Cnn.Gen;

/// <summary>Enlarges an image by whole factors: (h, w, c) to (h*height, w*width, c).</summary>
public sealed class Upsample2DAttribute : LayerAttribute
{
    /// <summary>The same factor for rows and columns.</summary>
    /// <param name="factor">The factor.</param>
    public Upsample2DAttribute(int factor)
        : this(factor, factor)
    {
    }

    /// <summary>A factor for each direction.</summary>
    /// <param name="height">The factor for rows.</param>
    /// <param name="width">The factor for columns.</param>
    public Upsample2DAttribute(int height, int width)
    {
        Height = height;
        Width = width;
    }

    /// <summary>The factor for rows.</summary>
    public int Height { get; }

    /// <summary>The factor for columns.</summary>
    public int Width { get; }

    /// <summary>How the new pixels are filled.</summary>
    public UpsampleMode Mode { get; set; }
}
