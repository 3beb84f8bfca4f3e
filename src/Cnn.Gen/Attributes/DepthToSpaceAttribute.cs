namespace Cnn.Gen;

/// <summary>
/// Channels to blocks of pixels: (h, w, c) to (h*b, w*b, c/b/b) with b = blockSize. y[h*b + i, w*b + j, k] = x[h, w, (i*b + j)*(c/b/b) + k], or
/// in mode <see cref="DepthToSpaceMode.ColumnRowDepth"/> x[h, w, (k*b + i)*b + j]. ONNX: DepthToSpace; PyTorch's PixelShuffle is the second mode.
/// </summary>
/// <param name="blockSize">A block's height and width.</param>
public sealed class DepthToSpaceAttribute(int blockSize) : LayerAttribute
{
    /// <summary>A block's height and width.</summary>
    public int BlockSize { get; } = blockSize;

    /// <summary>In which order channels hold a block's pixels.</summary>
    public DepthToSpaceMode Mode { get; set; }
}
