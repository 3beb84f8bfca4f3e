namespace Cnn.Gen.Compiler.Layers;

/// <summary>The largest numbers that an attribute may hold. Generous for any network that fits a machine; they keep every sum within 64 bits.</summary>
public static class Limits
{
    /// <summary>Height or width of an image.</summary>
    public const int Side = 16_384;

    /// <summary>Channels, filters or units.</summary>
    public const int Channels = 65_536;

    /// <summary>A window's height or width, its stride or its dilation.</summary>
    public const int Window = 4_096;

    /// <summary>Padding on one side.</summary>
    public const int Padding = 4_096;

    /// <summary>Elements of one value for one image.</summary>
    public const long ValueLength = 1L << 27;

    /// <summary>Elements of one value for one image, with the padding that its readers want around it.</summary>
    public const long PaddedLength = 1L << 28;

    /// <summary>Kernels that the input gradient of one strided convolution may take.</summary>
    public const int GradientPhases = 256;

    /// <summary>Weights that a kernel for resizing or padding may have written down for an axis.</summary>
    public const int ResampleTaps = 4_096;

    /// <summary>Elements of all parameters together.</summary>
    public const long ParameterLength = 1L << 28;

    /// <summary>Layers of a model.</summary>
    public const int Layers = 1_000;
}
