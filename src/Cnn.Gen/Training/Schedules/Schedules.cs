namespace Cnn.Gen;

/// <summary>The optimiser's own rate throughout.</summary>
public sealed record Constant : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step, long steps) => 1;
}

/// <summary>The rate is multiplied by <see cref="Gamma"/> after every <see cref="Every"/> steps: Gamma^floor(step / Every).</summary>
public sealed record StepDecay : Schedule
{
    /// <summary>A decay by <paramref name="gamma"/> every <paramref name="every"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public StepDecay(long every, double gamma = 0.1) => (Every, Gamma) = (every, gamma);

    /// <summary>Steps between two changes; at least 1.</summary>
    public long Every { get; init => field = Require.AtLeast(1, value); }

    /// <summary>The factor of one change; not negative.</summary>
    public double Gamma { get; init => field = Require.AtLeast(0, value); }

    /// <inheritdoc/>
    public override double Factor(long step, long steps) => Math.Pow(Gamma, step / Every);
}

/// <summary>
/// A half-cosine from the optimiser's rate at the first step down to <see cref="Final"/> times that rate at the last:
/// Final + (1 - Final) (1 + cos(pi t)) / 2, t from 0 to 1 (Loshchilov and Hutter 2017, "SGDR", without restarts).
/// </summary>
public sealed record Cosine : Schedule
{
    /// <summary>A cosine down to <paramref name="final"/> times the optimiser's rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Cosine(double final = 0) => Final = final;

    /// <summary>The factor at the last step; not negative.</summary>
    public double Final { get; init => field = Require.AtLeast(0, value); }

    /// <inheritdoc/>
    public override double Factor(long step, long steps) => HalfCosine(1, Final, Position(step, steps));
}

/// <summary>
/// One cycle (Smith and Topin 2018, "Super-convergence"): a half-cosine up from 1 / <see cref="Start"/> of the optimiser's
/// rate to the whole of it, reached after the part <see cref="Rise"/> of the run, then a half-cosine down to
/// 1 / (<see cref="Start"/> * <see cref="End"/>) of it.
/// </summary>
public sealed record OneCycle : Schedule
{
    /// <summary>One cycle with the given rise and divisors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public OneCycle(double rise = 0.3, double start = 25, double end = 10_000) => (Rise, Start, End) = (rise, start, end);

    /// <summary>The part of the run in which the rate rises; from 0 to 1.</summary>
    public double Rise { get; init => field = Require.Within(0, 1, value); }

    /// <summary>By what the rate is divided at the first step; at least 1.</summary>
    public double Start { get; init => field = Require.AtLeast(1, value); }

    /// <summary>By what the first step's rate is divided at the last step; at least 1.</summary>
    public double End { get; init => field = Require.AtLeast(1, value); }

    /// <inheritdoc/>
    public override double Factor(long step, long steps)
    {
        if (steps == 0)
            return 1;
        double position = Position(step, steps);
        return position < Rise
            ? HalfCosine(1 / Start, 1, position / Rise)
            : HalfCosine(1, 1 / (Start * End), Rise < 1 ? (position - Rise) / (1 - Rise) : 0);
    }
}

/// <summary>
/// The rate rises in a straight line over the first <see cref="Steps"/> steps, (step + 1) / (Steps + 1), and then follows
/// <see cref="Then"/> over what is left of the run (Goyal et al. 2017, "Accurate, Large Minibatch SGD").
/// </summary>
public sealed record WarmUp : Schedule
{
    /// <summary>A rise over <paramref name="steps"/> steps, and what follows: <see cref="Constant"/> where not given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public WarmUp(long steps, Schedule? then = null) => (Steps, Then) = (steps, then ?? new Constant());

    /// <summary>How many steps the rise takes; 0 for none.</summary>
    public long Steps { get; init => field = Require.AtLeast(0, value); }

    /// <summary>What follows the rise.</summary>
    public Schedule Then { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long steps)
    {
        // A run that ends before the rise does must not look like one of unknown length, hence at least 1.
        long rest = steps == 0 ? 0 : Math.Max(1, steps - Steps);
        return step < Steps
            ? (step + 1.0) / (Steps + 1.0) * Then.Factor(0, rest)
            : Then.Factor(step - Steps, rest);
    }
}
