namespace Cnn.Gen;

/// <summary>
/// A layer of the network, written on the class that carries <see cref="CnnModelAttribute"/>. Layers run in the order in which they are
/// written; attributes hold data only and are read by the compiler, never at run time.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    /// <summary>
    /// The layer's name, a C# identifier: its kernels are a nested class of this name, its parameters begin with it
    /// (<c>Conv1.weight</c>). Null: the kind's stem and a number, counted per stem from 1.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The name of the layer above that this one reads, or <c>"Input"</c> for the model's input. Null: the layer just before.</summary>
    public string? Input { get; set; }

    /// <summary>Whether training changes this layer's parameters. False: they have no gradient and stay as they are.</summary>
    public bool Trainable { get; set; } = true;
}
