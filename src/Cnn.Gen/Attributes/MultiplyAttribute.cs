namespace Cnn.Gen;

/// <summary>Multiplies its inputs, number by number; all have the same shape.</summary>
/// <param name="inputs">The layers above that come in beside the one before (or <see cref="LayerAttribute.Input"/>), which stands first.</param>
public sealed class MultiplyAttribute(params string[] inputs) : LayerAttribute
{
    /// <summary>The names of the layers that come in beside the first.</summary>
    public string[] Inputs { get; } = inputs;

    /// <summary>What is applied to the product.</summary>
    public Activation Activation { get; set; }
}
