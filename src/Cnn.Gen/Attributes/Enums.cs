namespace Cnn.Gen;

/// <summary>The type of a model's numbers.</summary>
public enum ElementKind
{
    /// <summary><see cref="float"/>.</summary>
    Single,

    /// <summary><see cref="double"/>.</summary>
    Double,
}

/// <summary>How close to the plain sum the kernels must stay.</summary>
public enum Precision
{
    /// <summary>The fastest algorithm for each shape, Winograd included: within 1e-4 of the output's scale.</summary>
    Default,

    /// <summary>Direct kernels only: within 1e-5 of the output's scale, and the same bits at every vector width.</summary>
    Strict,
}

/// <summary>How the padding of a window layer is chosen.</summary>
public enum PaddingMode
{
    /// <summary>As written: <c>Padding</c> and its four sides, 0 where not given.</summary>
    Explicit,

    /// <summary>None.</summary>
    Valid,

    /// <summary>So much that the output side is ceil(in / stride); the odd row or column goes below and right (ONNX SAME_UPPER).</summary>
    SameUpper,

    /// <summary>So much that the output side is ceil(in / stride); the odd row or column goes above and left (ONNX SAME_LOWER).</summary>
    SameLower,
}

/// <summary>The algorithm of a convolution's kernels.</summary>
public enum ConvAlgorithm
{
    /// <summary>The compiler chooses by shape.</summary>
    Auto,

    /// <summary>The sum as it is defined, in one fixed order.</summary>
    Direct,

    /// <summary>
    /// Winograd's minimal filtering (Lavin and Gray 2015), with the best tile: for 3x3 windows of stride 1 over all channels, which are
    /// multiples of 16, and for windows with stride 2 of 3 or 4 over as many channels, and of 7 or 8 over at most 4. Within 1e-4 of the output's scale.
    /// </summary>
    Winograd,

    /// <summary>F(2x2, 3x3), tiles of 2 by 2 outputs: 2.25 times fewer multiplications; 1.8 times the weights in memory.</summary>
    Winograd2x2,

    /// <summary>F(2x4, 3x3), tiles of 2 rows by 4 columns: 3 times fewer multiplications; 2.7 times the weights in memory.</summary>
    Winograd2x4,

    /// <summary>F(4x2, 3x3), tiles of 4 rows by 2 columns: 3 times fewer multiplications; 2.7 times the weights in memory.</summary>
    Winograd4x2,

    /// <summary>
    /// F(4x4, 3x3): 4 times fewer multiplications; four times the weights in memory. With stride 2, the same for windows of 7 or 8, by F(4x4, 4x4)
    /// over even and odd rows and columns, and 1.4 times fewer for windows of 3, by F(4x4, 2x2), with 11 times the weights in memory.
    /// </summary>
    Winograd4x4,

    /// <summary>
    /// F(4x4, 3x3) with stride 1 for outputs that at most 4 tiles cover, such as 8x8 or 4x16: the weights stay in memory as they are, and are transformed in
    /// registers each time they are used. With 4 tiles 1.4 times the operations of F(4x4, 3x3), and a quarter of its bytes: for layers of many channels,
    /// whose time is that of reading weights. <see cref="Auto"/> and <see cref="Winograd"/> may choose it too.
    /// </summary>
    Winograd4x4OnTheFly,
}

/// <summary>
/// How a layer's weights are kept for prediction. Parameters themselves, files, training and gradients always have the model's own precision.
/// </summary>
public enum WeightFormat
{
    /// <summary>In the model's own precision.</summary>
    Default,

    /// <summary>
    /// Rounded to bfloat16: the sign, the 8 bits of the exponent and the upper 7 bits of the fraction of a <see cref="float"/>, to nearest,
    /// ties to even. What is not a number stays so, and magnitudes from 2^128 - 2^119 on become infinite. A weight that is not denormal
    /// changes by at most 2^-8 of itself (0.4%), on average by half of that. Weights then take half the memory, which makes a layer faster
    /// whose time is that of reading them: a large <see cref="DenseAttribute"/> on one image, about twice. Inputs, sums and bias stay
    /// <see cref="float"/>, and <see cref="Precision"/> is about the sum over the rounded weights.
    /// <para>
    /// <c>Predict</c> and the layer's own <c>Forward</c> use rounded weights (where <c>Predict</c> folds a batch norm in, with the norm's
    /// factor in them before they are rounded); training's <c>Forward</c> and every <c>Backward</c> the weights as they are. Not together
    /// with Winograd's algorithm, whose transforms would make more of the error; not for depthwise convolutions; not in models of
    /// <see cref="ElementKind.Double"/>.
    /// </para>
    /// </summary>
    BFloat16,
}

/// <summary>How far a convolution's kernels are unrolled.</summary>
public enum Unroll
{
    /// <summary>The compiler chooses by shape.</summary>
    Auto,

    /// <summary>All window taps and input channels, as far as the runtime's compiler can optimise the method.</summary>
    Full,

    /// <summary>Register tiles only; taps and channels stay loops.</summary>
    None,
}

/// <summary>Who gets the gradient when several inputs of a maximum's window are equal.</summary>
public enum Ties
{
    /// <summary>The first of them, row by row (PyTorch, ONNX).</summary>
    First,

    /// <summary>Each of them, the whole gradient.</summary>
    All,
}

/// <summary>How an upsampled image is filled.</summary>
public enum UpsampleMode
{
    /// <summary>The pixel at floor(i / factor).</summary>
    Nearest,

    /// <summary>Linear between the two neighbours in each direction, at (i + 0.5) / factor - 0.5, clamped to the image.</summary>
    Bilinear,

    /// <summary>Linear, at i * (in - 1) / (out - 1): the corners of both images coincide.</summary>
    BilinearAlignCorners,
}

/// <summary>In which order channels hold the pixels of a block.</summary>
public enum DepthToSpaceMode
{
    /// <summary>Depth, column, row: channel (i*b + j)*n + k is pixel (i, j) of output channel k (ONNX DCR).</summary>
    DepthColumnRow,

    /// <summary>Column, row, depth: channel (k*b + i)*b + j is pixel (i, j) of output channel k (ONNX CRD, PyTorch's PixelShuffle).</summary>
    ColumnRowDepth,
}

/// <summary>Axes of an image.</summary>
public enum SpatialAxes
{
    /// <summary>Rows and columns.</summary>
    Both,

    /// <summary>Rows.</summary>
    Height,

    /// <summary>Columns.</summary>
    Width,
}

/// <summary>How a resized image's pixels are made from the input pixels around a place x.</summary>
public enum ResizeMode
{
    /// <summary>The nearest one.</summary>
    Nearest,

    /// <summary>The two around it, weighted by how near they are.</summary>
    Linear,

    /// <summary>The four around it, weighted by a cubic kernel (Keys 1981).</summary>
    Cubic,
}

/// <summary>
/// At which place x of an axis of the input an output pixel i of a resized image looks, pixels being at whole numbers; s = out / in, or what is
/// given as the scale. ONNX: coordinate_transformation_mode.
/// </summary>
public enum ResizeCoordinates
{
    /// <summary>(i + 0.5) / s - 0.5: pixels are squares, and the edges of both images coincide.</summary>
    HalfPixel,

    /// <summary>The same, moved so that the centres of both images coincide where in * s is no whole number: in/2 * (1 - out / (in*s)) is added.</summary>
    HalfPixelSymmetric,

    /// <summary>As <see cref="HalfPixel"/>, but 0 where there is one output pixel.</summary>
    PytorchHalfPixel,

    /// <summary>
    /// i * (in - 1) / (in*s - 1), which is i * (in - 1) / (out - 1) where no scale is given: the centres of the pixels in the corners coincide; 0
    /// where in*s is 1.
    /// </summary>
    AlignCorners,

    /// <summary>i / s.</summary>
    Asymmetric,

    /// <summary>
    /// From b*(in - 1) to e*(in - 1) in even steps, where b and e are the ends of the region of interest; halfway between where there is one
    /// output pixel. Outside the image there is the extrapolation value.
    /// </summary>
    TfCropAndResize,
}

/// <summary>Which pixel is the nearest to a place between two. ONNX: nearest_mode.</summary>
public enum ResizeRounding
{
    /// <summary>The nearer one; of two as near the first.</summary>
    RoundPreferFloor,

    /// <summary>The nearer one; of two as near the second.</summary>
    RoundPreferCeil,

    /// <summary>The first.</summary>
    Floor,

    /// <summary>The second.</summary>
    Ceil,
}
