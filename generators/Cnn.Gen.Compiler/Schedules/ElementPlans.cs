using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>What an elementwise kernel computes.</summary>
public enum ElementOperation
{
    /// <summary>y = f(x).</summary>
    Activation,

    /// <summary>dx = dy * f'(..).</summary>
    ActivationGradient,

    /// <summary>y = a + b + ..</summary>
    Add,

    /// <summary>y = a * b * ..</summary>
    Multiply,

    /// <summary>y = x * factor + addend, channel by channel.</summary>
    Affine,

    /// <summary>y = (x - mean) * factor + bias, channel by channel of each image.</summary>
    NormalizeImage,

    /// <summary>y = x where it is positive, slope * x elsewhere, channel by channel.</summary>
    PRelu,

    /// <summary>dx = dy where x is positive, slope * dy elsewhere.</summary>
    PReluGradient,

    /// <summary>What adds up to the gradient by the slope: dy * x where x is not positive.</summary>
    PReluSlope,

    /// <summary>The input gradient of a normalisation over the batch, as <see cref="Graph.Ops.NormalizeInputGradOp"/> says.</summary>
    NormalizeGradient,

    /// <summary>The same for one over each image.</summary>
    NormalizeImageGradient,
}

/// <summary>An elementwise kernel over rows of elements; its operands' strides are arguments.</summary>
/// <param name="Vector">The vectors, along a row.</param>
/// <param name="Operation">What is computed.</param>
/// <param name="Activation">f, where there is one.</param>
/// <param name="Inputs">Operands that are read.</param>
/// <param name="Rows">Rows of an image.</param>
/// <param name="Length">Elements of a row.</param>
public sealed record ElementPlan(Lanes Vector, ElementOperation Operation, Activation Activation, int Inputs, int Rows, int Length) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => NameOf(Operation, Activation);

    /// <summary>What a kernel that does this is called.</summary>
    public static string NameOf(ElementOperation operation, Activation activation) => operation switch
    {
        ElementOperation.Activation => $"Apply{activation.Kind}",
        ElementOperation.ActivationGradient => $"{activation.Kind}Gradient",
        _ => operation.ToString(),
    };
}

/// <summary>Softmax over a pixel's channels, or its gradient; strides are arguments.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Gradient">Whether this is the gradient.</param>
/// <param name="Shape">The value's shape.</param>
public sealed record SoftmaxPlan(Lanes Vector, bool Gradient, Shape Shape) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Gradient ? "SoftmaxGradient" : "Softmax";
}
