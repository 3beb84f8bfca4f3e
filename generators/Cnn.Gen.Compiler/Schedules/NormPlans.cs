using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>y[pixel, c] = x[pixel, c] * factor[c] + addend[c]; strides are arguments.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Shape">The value's shape.</param>
public sealed record AffinePlan(Lanes Vector, Shape Shape) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "Affine";
}

/// <summary>The moments of a batch, as <see cref="Graph.Ops.BatchMomentsOp"/> says.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Layout">How x lies.</param>
/// <param name="Epsilon">Keeps the root away from zero.</param>
/// <param name="Momentum">The share of this batch in the running averages.</param>
public sealed record BatchMomentsPlan(Lanes Vector, Layout Layout, double Epsilon, double Momentum) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "BatchMoments";
}

/// <summary>The sums of a batch norm's gradient, as <see cref="Graph.Ops.NormalizeSumsOp"/> says.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Gradient">How dy lies.</param>
/// <param name="Input">How x lies.</param>
public sealed record NormalizeSumsPlan(Lanes Vector, Layout Gradient, Layout Input) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "NormalizeSums";
}

/// <summary>A batch norm's input gradient, as <see cref="Graph.Ops.NormalizeInputGradOp"/> says; strides are arguments.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Shape">The value's shape.</param>
public sealed record NormalizeInputGradPlan(Lanes Vector, Shape Shape) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "NormalizeInputGradient";
}
