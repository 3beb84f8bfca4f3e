namespace Cnn.Gen;

/// <summary>Applies a function to each number; the shape stays.</summary>
/// <param name="activation">The function.</param>
public sealed class ActivateAttribute(Activation activation) : LayerAttribute
{
    /// <summary>The function.</summary>
    public Activation Activation { get; } = activation;

    /// <summary>The function's constant. NaN: not given, which is the function's own (see <see cref="Gen.Activation"/>).</summary>
    public double Alpha { get; set; } = double.NaN;
}
