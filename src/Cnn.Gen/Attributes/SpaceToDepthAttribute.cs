namespace Cnn.Gen;

/// <summary>
/// Blocks of pixels to channels: (h, w, c) to (h/b, w/b, c*b*b) with b = blockSize, which divides both sides:
/// y[h, w, (i*b + j)*c + k] = x[h*b + i, w*b + j, k]. The inverse of <see cref="DepthToSpaceAttribute"/>. ONNX: SpaceToDepth.
/// </summary>
/// <param name="blockSize">A block's height and width.</param>
public sealed class SpaceToDepthAttribute(int blockSize) : LayerAttribute
{
    /// <summary>A block's height and width.</summary>
    public int BlockSize { get; } = blockSize;
}
