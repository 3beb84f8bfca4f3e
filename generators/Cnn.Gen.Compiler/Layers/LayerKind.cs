using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>
/// A kind of layer, whole: what its attribute is called, and how its arguments become operations. One file each; listed once in
/// <see cref="LayerCatalog"/>.
/// </summary>
public abstract class LayerKind
{
    /// <summary>The parameter of a constructor that takes the names of layers, as many as are given.</summary>
    public const string InputNames = "inputs";

    /// <summary>The attribute's name, such as <c>Conv2D</c>.</summary>
    public abstract string Attribute { get; }

    /// <summary>What layers without a name are called, before their number.</summary>
    public virtual string Stem => Attribute;

    /// <summary>The parameters of the attribute's constructors, one list each: what arguments without a name are, by how many there are.
    /// One whose only parameter is <see cref="InputNames"/> takes any number of names.</summary>
    public virtual IReadOnlyList<string[]> Constructors => [[]];

    /// <summary>
    /// Reads the arguments, checks them and adds the layer's operations to the graph. Reports every problem it finds; null where the
    /// output's shape cannot be told for them.
    /// </summary>
    public abstract Value? Bind(LayerBinder layer);
}
