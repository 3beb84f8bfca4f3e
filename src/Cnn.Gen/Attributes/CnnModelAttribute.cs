namespace Cnn.Gen;

/// <summary>
/// Makes a network of a class: the class must be <c>partial</c> and carries its layers as attributes below this one. Input images are
/// (height, width, channels), channels innermost.
/// </summary>
/// <param name="height">Rows of an input image.</param>
/// <param name="width">Columns of an input image.</param>
/// <param name="channels">Channels of an input image.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class CnnModelAttribute(int height, int width, int channels) : Attribute
{
    /// <summary>Rows of an input image.</summary>
    public int Height { get; } = height;

    /// <summary>Columns of an input image.</summary>
    public int Width { get; } = width;

    /// <summary>Channels of an input image.</summary>
    public int Channels { get; } = channels;

    /// <summary>The type of all numbers of the model.</summary>
    public ElementKind Element { get; set; }

    /// <summary>Whether backward code is generated. False: the class is an <see cref="ICnnModel{TSelf, T}"/> only, and smaller.</summary>
    public bool Training { get; set; } = true;

    /// <summary>Which algorithms may be chosen for speed.</summary>
    public Precision Precision { get; set; }
}
