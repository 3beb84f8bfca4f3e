namespace Cnn.Gen;

/// <summary>
/// A fully connected layer: y[o] = bias[o] + sum over i of x[i]*weight[i, o], where i counts the input over (h, w, c).
/// Parameters: <c>.weight</c> (h*w*c, units), <c>.bias</c> (units). Output (1, 1, units).
/// </summary>
/// <param name="units">Outputs.</param>
public sealed class DenseAttribute(int units) : LayerAttribute
{
    /// <summary>Outputs.</summary>
    public int Units { get; } = units;

    /// <summary>Whether one number per output is added (parameter <c>.bias</c>).</summary>
    public bool Bias { get; set; } = true;

    /// <summary>What is applied to the result, after the bias.</summary>
    public Activation Activation { get; set; }

    /// <summary>The activation's constant. NaN: not given, which is the activation's own (see <see cref="Gen.Activation"/>).</summary>
    public double Alpha { get; set; } = double.NaN;

    /// <summary>How the weights are kept for prediction; <see cref="WeightFormat.BFloat16"/> halves their bytes.</summary>
    public WeightFormat Weights { get; set; }
}
