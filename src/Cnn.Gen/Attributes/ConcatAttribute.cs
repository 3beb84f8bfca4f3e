namespace Cnn.Gen;

/// <summary>Puts the channels of its inputs one after the other; all have the same height and width.</summary>
/// <param name="inputs">The layers above that come in beside the one before (or <see cref="LayerAttribute.Input"/>), which stands first.</param>
public sealed class ConcatAttribute(params string[] inputs) : LayerAttribute
{
    /// <summary>The names of the layers that come in beside the first.</summary>
    public string[] Inputs { get; } = inputs;
}
