using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>
/// A kind of layer, whole: what its attribute is called, and how its arguments become operations. One file each; listed once in
/// <see cref="LayerCatalog"/>.
/// </summary>
public abstract class LayerKind
{
    /// <summary>The attribute's name, such as <c>Conv2D</c>.</summary>
    public abstract string Attribute { get; }

    /// <summary>What layers without a name are called, before their number.</summary>
    public virtual string Stem => Attribute;

    /// <summary>
    /// Reads the arguments, checks them and adds the layer's operations to the graph. Reports every problem it finds; null where the
    /// output's shape cannot be told for them.
    /// </summary>
    public abstract Value? Bind(LayerBinder layer);
}
