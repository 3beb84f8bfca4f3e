namespace Cnn.Gen;

/// <summary>
/// Local response normalisation across channels (Krizhevsky et al. 2012), (h, w, c) to the same: y[c] = x[c] / (K + Alpha/size * sum of
/// x[j]*x[j])^Beta, over the channels j from c - (size - 1)/2 to c + size/2 (halves rounded down) that there are. ONNX: LRN. (PyTorch takes an
/// even size's odd channel from the other side.)
/// </summary>
/// <param name="size">Channels that are summed over.</param>
public sealed class LrnAttribute(int size) : LayerAttribute
{
    /// <summary>Channels that are summed over.</summary>
    public int Size { get; } = size;

    /// <summary>The weight of the mean square.</summary>
    public double Alpha { get; set; } = 1e-4;

    /// <summary>The exponent.</summary>
    public double Beta { get; set; } = 0.75;

    /// <summary>What is added to the sum.</summary>
    public double K { get; set; } = 1;
}
