using System.Runtime.Intrinsics;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>One way to generate and run a model.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="VectorBits">The width of its vectors; 1 for scalars, 0 for whatever the machine has, chosen at run time.</param>
/// <param name="IsDouble">Whether elements are double precision.</param>
public sealed record Engine(string Name, int VectorBits, bool IsDouble)
{
    /// <summary>The namespace of its models; no name that generated code could mean.</summary>
    public string Namespace => "Engine" + Name;

    /// <summary>Single precision as users run it.</summary>
    public static Engine Single { get; } = new("Single", 0, false);

    /// <summary>Double precision at the widest vectors that this machine has.</summary>
    public static Engine Double { get; } = new(
        "Double", Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 1, true);

    /// <summary>Single precision at every width that this machine has, scalars first.</summary>
    public static IReadOnlyList<Engine> Widths { get; } =
    [
        new("Scalar", 1, false),
        .. Vector128.IsHardwareAccelerated ? [new Engine("Bits128", 128, false)] : Array.Empty<Engine>(),
        .. Vector256.IsHardwareAccelerated ? [new Engine("Bits256", 256, false)] : Array.Empty<Engine>(),
        .. Vector512.IsHardwareAccelerated ? [new Engine("Bits512", 512, false)] : Array.Empty<Engine>(),
    ];

    /// <summary>All widths, and double precision.</summary>
    public static IReadOnlyList<Engine> All { get; } = [.. Widths, Double];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
