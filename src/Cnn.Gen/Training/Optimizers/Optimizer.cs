using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// A rule that turns gradients into better parameters. An optimiser is an immutable setting; what it must remember between
/// steps belongs to the <see cref="OptimizerState{T}"/> that a trainer asks it for.
/// </summary>
public abstract record Optimizer
{
    private protected Optimizer(double learningRate, double weightDecay) => (LearningRate, WeightDecay) = (learningRate, weightDecay);

    /// <summary>The learning rate, which a <see cref="Schedule"/> multiplies by its factor; not negative.</summary>
    public double LearningRate { get; init => field = Require.AtLeast(0, value); }

    /// <summary>By how much parameters are drawn towards 0; 0 for not at all. What exactly it does is each optimiser's own.</summary>
    public double WeightDecay { get; init => field = Require.AtLeast(0, value); }

    /// <summary>Fresh state for <paramref name="length"/> parameters.</summary>
    internal abstract OptimizerState<T> Start<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>What an optimiser remembers of one model's parameters from step to step.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal abstract class OptimizerState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Moves <paramref name="parameters"/> by one step. Allocates nothing.</summary>
    /// <param name="parameters">The parameters, changed in place.</param>
    /// <param name="gradients">The gradient of the loss by each of them.</param>
    /// <param name="learningRate">The optimiser's rate times the schedule's factor.</param>
    /// <param name="step">The number of this update, from 1.</param>
    public abstract void Update(Span<T> parameters, ReadOnlySpan<T> gradients, double learningRate, long step);
}
