namespace Cnn.Gen.Compiler.Specs;

/// <summary>What the user wrote: one class and the attributes on it, nothing derived, nothing checked. Immutable and structurally equal.</summary>
/// <param name="Namespace">The class's namespace, empty for the global one.</param>
/// <param name="ContainingTypes">Declarations of the types around the class, outermost first, such as <c>partial class Outer</c>.</param>
/// <param name="ClassName">The class's name.</param>
/// <param name="MemberNames">Names of the members that the user's own code gives the class; layers may not be called so. Constructors in the
/// way of generated ones are <c>.ctor()</c>, <c>.ctor(int)</c>, and <c>.ctor</c> for one that goes past them.</param>
/// <param name="Model">The <c>[CnnModel]</c> attribute.</param>
/// <param name="Layers">The layer attributes, in the order in which they are written.</param>
public sealed record ModelSpec(
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string ClassName,
    EquatableArray<string> MemberNames,
    AttributeSpec Model,
    EquatableArray<AttributeSpec> Layers)
{
    /// <summary>The class's name with its namespace and the types around it, joined by points; reserved words stand as they are.</summary>
    public string FullName => string.Join(".", Namespace.Split('.')
        .Concat(ContainingTypes.Select(type => type.Substring(type.LastIndexOf(' ') + 1)))
        .Append(ClassName).Select(name => name.TrimStart('@')).Where(name => name.Length > 0));
}

/// <summary>One attribute: its kind and its arguments.</summary>
/// <param name="Kind">The attribute class's name without the suffix, such as <c>Conv2D</c>.</param>
/// <param name="Arguments">Constructor arguments under their parameters' names (<c>filters</c>), then named properties (<c>Stride</c>).</param>
public sealed record AttributeSpec(string Kind, EquatableArray<ArgumentSpec> Arguments);

/// <summary>One argument of an attribute.</summary>
/// <param name="Name">The constructor parameter's or the property's name. Parameters begin with a small letter, properties with a capital.</param>
/// <param name="Value">Its value: <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="string"/>,
/// <see cref="EquatableArray{T}"/> of strings, <see cref="EnumValue"/>, or null.</param>
public sealed record ArgumentSpec(string Name, object? Value);

/// <summary>A member of an enumeration; a number that is no member has its digits for a name.</summary>
/// <param name="Type">The enumeration's name, such as <c>Activation</c>.</param>
/// <param name="Member">The member's name, such as <c>Relu</c>.</param>
public sealed record EnumValue(string Type, string Member);
