namespace Cnn.Gen;

/// <summary>
/// Sums its inputs, number by number. All have the same shape (h, w, c), which is the output's, or are (1, 1, c) and are read for all
/// pixels of the others. ONNX: Add.
/// </summary>
/// <param name="inputs">The layers above that come in beside the one before (or <see cref="LayerAttribute.Input"/>), which stands first.</param>
public sealed class AddAttribute(params string[] inputs) : LayerAttribute
{
    /// <summary>The names of the layers that come in beside the first.</summary>
    public string[] Inputs { get; } = inputs;

    /// <summary>What is applied to the sum.</summary>
    public Activation Activation { get; set; }
}
