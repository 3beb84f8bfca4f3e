using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>The kernels of <see cref="LrnOp"/> and <see cref="LrnGradOp"/>.</summary>
public enum LrnStage
{
    /// <summary>x to y.</summary>
    Forward,

    /// <summary>dy and x to dy / b^beta (in dx) and to dy * x / b^(beta + 1) (the terms).</summary>
    Terms,

    /// <summary>x, the terms and dx to dx.</summary>
    Gradient,
}

/// <summary>
/// A local response normalisation, or a stage of its gradient; strides are arguments. Vectors run along channels wherever all that the lanes
/// sum over is there; the first and last channels are single elements.
/// </summary>
/// <param name="Vector">The vectors.</param>
/// <param name="Stage">What is computed.</param>
/// <param name="Lrn">The normalisation.</param>
/// <param name="Shape">The value's shape.</param>
public sealed record LrnPlan(Lanes Vector, LrnStage Stage, LrnOp Lrn, Shape Shape) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Stage switch { LrnStage.Forward => "Lrn", LrnStage.Terms => "LrnTerms", _ => "LrnGradient" };

    /// <summary>Channels summed over before a channel; for a gradient, over those whose sum a channel is in.</summary>
    public int Before => Stage == LrnStage.Gradient ? Lrn.Size / 2 : (Lrn.Size - 1) / 2;

    /// <summary>Channels summed over behind a channel.</summary>
    public int After => Lrn.Size - 1 - Before;
}
