namespace Cnn.Gen;

/// <summary>
/// Instance normalisation (Ulyanov et al. 2016), (h, w, c) to the same: y = scale*(x - m) / sqrt(v + Epsilon) + bias, where m and v are the
/// mean and the (biased) variance of each channel of each image, in prediction and training alike. Parameters: <c>.scale</c> (c), at first 1;
/// <c>.bias</c> (c), at first 0. ONNX: InstanceNormalization.
/// </summary>
public sealed class InstanceNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance under the root.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>What is applied to the result.</summary>
    public Activation Activation { get; set; }

    /// <summary>The activation's constant. NaN: not given, which is the activation's own (see <see cref="Gen.Activation"/>).</summary>
    public double Alpha { get; set; } = double.NaN;
}
