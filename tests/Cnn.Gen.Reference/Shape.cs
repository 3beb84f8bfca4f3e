namespace Cnn.Gen.Reference;

/// <summary>The shape of one image or activation; arrays hold images one after the other, each (h, w, c) with c innermost.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>Elements of one image.</summary>
    public int Length => Height * Width * Channels;

    /// <summary>The index of element (n, h, w, c).</summary>
    public int At(int n, int h, int w, int c) => (((((n * Height) + h) * Width) + w) * Channels) + c;

    /// <summary>Whether (h, w) is a pixel of the image.</summary>
    public bool Contains(int h, int w) => h >= 0 && h < Height && w >= 0 && w < Width;
}
