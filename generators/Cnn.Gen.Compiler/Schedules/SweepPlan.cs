using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>What an operand of a sweep holds.</summary>
public enum SweepRole
{
    /// <summary>An element for each pixel and channel; arguments are its place and the distances of images and rows.</summary>
    Image,

    /// <summary>An element for each channel of an image; arguments are its place and the distance of images.</summary>
    ImageVector,

    /// <summary>An element for each channel; its place is the argument.</summary>
    Vector,
}

/// <summary>An operand of a sweep that is read.</summary>
/// <param name="Role">What it holds.</param>
/// <param name="Pixel">For an image: elements from one pixel to the next.</param>
public readonly record struct SweepInput(SweepRole Role, int Pixel);

/// <summary>
/// An elementwise kernel that goes over rows, pixels and channels, for operands that do not all have the same elements in the same order:
/// some hold one element for a channel, or lie among other channels.
/// </summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Operation">What is computed.</param>
/// <param name="Activation">f, where there is one.</param>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Inputs">Operands that are read.</param>
/// <param name="OutputPixel">Elements of the result from one pixel to the next.</param>
public sealed record SweepPlan(
    Lanes Vector, ElementOperation Operation, Activation Activation, Shape Shape, EquatableArray<SweepInput> Inputs, int OutputPixel) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => ElementPlan.NameOf(Operation, Activation) + (Operation < ElementOperation.Affine ? "ByChannel" : string.Empty);

    /// <summary>Whether the kernel divides by a count of elements that grows with the batch, so that it is told the number of images.</summary>
    public bool CountsImages => Operation == ElementOperation.NormalizeGradient;
}
