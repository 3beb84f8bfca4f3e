namespace Cnn.Gen;

/// <summary>
/// Scales an image to another size, larger or smaller: (h, w, c) to (height, width, c). All of ONNX's Resize (opset 19) over height and width.
/// For each output row i, <see cref="Coordinates"/> says at which row x of the input it looks, and <see cref="Mode"/> how the rows
/// around x are weighted; columns likewise.
/// </summary>
/// <param name="height">Rows of the output.</param>
/// <param name="width">Columns of the output.</param>
public sealed class Resize2DAttribute(int height, int width) : LayerAttribute
{
    /// <summary>Rows of the output.</summary>
    public int Height { get; } = height;

    /// <summary>Columns of the output.</summary>
    public int Width { get; } = width;

    /// <summary>How the neighbours of a place are weighted.</summary>
    public ResizeMode Mode { get; set; }

    /// <summary>Where in the input an output pixel looks.</summary>
    public ResizeCoordinates Coordinates { get; set; }

    /// <summary>For <see cref="ResizeMode.Nearest"/>: which neighbour a place between two belongs to.</summary>
    public ResizeRounding Rounding { get; set; }

    /// <summary>The factor from input rows to output rows that coordinates are computed with. 0: the quotient of the two heights.</summary>
    public double ScaleHeight { get; set; }

    /// <summary>The factor from input columns to output columns. 0: the quotient of the two widths.</summary>
    public double ScaleWidth { get; set; }

    /// <summary>For <see cref="ResizeMode.Cubic"/>: the slope a of the kernel (Keys 1981); PyTorch has -0.75, TensorFlow -0.5.</summary>
    public double CubicCoefficient { get; set; } = -0.75;

    /// <summary>
    /// For <see cref="ResizeMode.Linear"/> and <see cref="ResizeMode.Cubic"/>: whether neighbours outside the image get no weight, and the
    /// others weights that add up to one. Otherwise the pixel at the edge stands in for them.
    /// </summary>
    public bool ExcludeOutside { get; set; }

    /// <summary>
    /// For <see cref="ResizeMode.Linear"/> and <see cref="ResizeMode.Cubic"/>, when an image becomes smaller: whether the kernel is stretched
    /// by the factor, so that every input pixel takes part. PyTorch's <c>antialias</c> is this with <see cref="ExcludeOutside"/>.
    /// </summary>
    public bool Antialias { get; set; }

    /// <summary>For <see cref="ResizeCoordinates.TfCropAndResize"/>: the first row looked at, 0 being the first of the image and 1 the last.</summary>
    public double RoiTop { get; set; }

    /// <summary>For <see cref="ResizeCoordinates.TfCropAndResize"/>: the first column looked at, 0 being the first of the image and 1 the last.</summary>
    public double RoiLeft { get; set; }

    /// <summary>For <see cref="ResizeCoordinates.TfCropAndResize"/>: the last row looked at.</summary>
    public double RoiBottom { get; set; } = 1;

    /// <summary>For <see cref="ResizeCoordinates.TfCropAndResize"/>: the last column looked at.</summary>
    public double RoiRight { get; set; } = 1;

    /// <summary>For <see cref="ResizeCoordinates.TfCropAndResize"/>: what output pixels are that look outside the image.</summary>
    public double Extrapolation { get; set; }
}
