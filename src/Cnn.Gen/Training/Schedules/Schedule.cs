namespace Cnn.Gen;

/// <summary>
/// How the learning rate moves through a training run: a factor by which the optimiser's own rate is multiplied at each
/// step. A schedule is an immutable setting; it keeps no state.
/// </summary>
public abstract record Schedule
{
    /// <summary>
    /// The factor for one step.
    /// </summary>
    /// <param name="step">The step's number within the run, from 0.</param>
    /// <param name="steps">
    /// How many steps the run has; 0 where that is not known (steps made by hand, see <see cref="TrainerOptions.Steps"/>).
    /// A schedule that needs the end of the run then leaves the rate as it is. A step past the end has the factor of the end.
    /// </param>
    /// <returns>A factor, 0 or larger.</returns>
    public abstract double Factor(long step, long steps);

    /// <summary>How far into the run a step is: 0 at the first, 1 at the last; 0 where the run's length is not known.</summary>
    protected static double Position(long step, long steps) => steps > 1 ? Math.Clamp((double)step / (steps - 1), 0, 1) : 0;

    /// <summary>A half-cosine from <paramref name="from"/> (position 0) to <paramref name="to"/> (position 1): from + (to - from) (1 - cos(pi t)) / 2.</summary>
    private protected static double HalfCosine(double from, double to, double position) =>
        from + ((to - from) * (1 - Math.Cos(Math.PI * position)) / 2);
}
