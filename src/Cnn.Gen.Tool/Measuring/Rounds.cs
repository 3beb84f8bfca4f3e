using System.Diagnostics;

namespace Cnn.Gen.Tool.Measuring;

/// <summary>
/// How several things are timed against each other: each is warmed, then all have their turns, round by round, so that what else goes on
/// in the machine meets all of them.
/// </summary>
/// <param name="Count">Rounds.</param>
/// <param name="Turn">About how long one turn takes.</param>
/// <param name="WarmUp">How long each is run beforehand.</param>
public sealed record Rounds(int Count, TimeSpan Turn, TimeSpan WarmUp)
{
    /// <summary>For whole networks.</summary>
    public static Rounds Full { get; } = new(41, TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(1));

    /// <summary>For single layers, of which there are many.</summary>
    public static Rounds Short { get; } = new(41, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(0.2));

    /// <summary>One call of each: whether all of it runs, not how fast.</summary>
    public static Rounds Quick { get; } = new(1, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Idle time in front of every round.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>What happens in front of every call of the run with that number, and is not timed; nothing where null.</summary>
    public Action<int>? BeforeCall { get; init; }

    /// <summary>Times all of <paramref name="runs"/>; the results are in their order.</summary>
    public Series[] Measure(params IReadOnlyList<Action> runs)
    {
        int[] calls = [.. runs.Select(CallsOfTurn)];
        Series[] series = [.. runs.Select(_ => new Series(new double[Count]))];
        for (int round = 0; round < Count; round++)
        {
            if (Pause > TimeSpan.Zero)
                Thread.Sleep(Pause);
            for (int index = 0; index < runs.Count; index++)
                series[index].Times[round] = Time(index, runs[index], calls[index]);
        }

        return series;
    }

    /// <summary>Warms <paramref name="run"/>, and counts how many calls fill a turn.</summary>
    private int CallsOfTurn(Action run, int index)
    {
        var watch = Stopwatch.StartNew();
        int calls = 0;
        do
        {
            BeforeCall?.Invoke(index);
            run();
            calls++;
        }
        while (watch.Elapsed < WarmUp);
        return Math.Max(1, (int)(calls * (Turn / watch.Elapsed)));
    }

    /// <summary>Microseconds of one of some calls.</summary>
    private double Time(int index, Action run, int calls)
    {
        if (BeforeCall is not null)
            return Enumerable.Range(0, calls).Average(_ => TimeApart(index, run));
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }

    private double TimeApart(int index, Action run)
    {
        BeforeCall!(index);
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}

/// <summary>What was measured of one thing.</summary>
/// <param name="Times">Microseconds of a call, round by round.</param>
public sealed record Series(double[] Times)
{
    /// <summary>The median, in microseconds.</summary>
    public double Median => Quartiles.Of(Times).Median;

    /// <summary>How many times as long <paramref name="other"/> took, each round for itself.</summary>
    public Quartiles Against(Series other) => Quartiles.Of(Times.Zip(other.Times, (own, others) => others / own));
}
