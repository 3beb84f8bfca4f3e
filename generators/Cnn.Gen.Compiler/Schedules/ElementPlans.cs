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
    public override string Name => Operation switch
    {
        ElementOperation.Activation => $"Apply{Activation.Kind}",
        ElementOperation.ActivationGradient => $"{Activation.Kind}Gradient",
        _ => Operation.ToString(),
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
