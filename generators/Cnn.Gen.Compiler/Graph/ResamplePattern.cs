using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Graph;

/// <summary>
/// A <see cref="ResampleTable"/> without its repetitions. From output <paramref name="Begin"/> to before <paramref name="End"/> the taps of
/// an output are those of the output <paramref name="Period"/> before, <paramref name="Step"/> inputs further on; so the entries are the
/// outputs before that, one period, and the outputs behind.
/// </summary>
/// <param name="Outputs">Outputs of the table.</param>
/// <param name="Begin">The first output that repeats itself.</param>
/// <param name="End">One past the last; <paramref name="Begin"/> where nothing repeats itself.</param>
/// <param name="Period">Outputs of a period.</param>
/// <param name="Step">Inputs from period to period; may be negative.</param>
/// <param name="Entries">The taps of the outputs that are left. One only: that of all outputs, moved by the step from period to period.</param>
public sealed record ResamplePattern(int Outputs, int Begin, int End, int Period, int Step, EquatableArray<EquatableArray<ResampleTap>> Entries)
{
    /// <summary>Periods that are tried.</summary>
    private const int LongestPeriod = 64;

    /// <summary>Whether all outputs have the same taps, up to their place.</summary>
    public bool IsUniform => Entries.Count == 1;

    /// <summary>Taps of all entries.</summary>
    public int Taps => Entries.Sum(taps => taps.Count);

    /// <summary>The shortest pattern of <paramref name="table"/>.</summary>
    public static ResamplePattern Of(ResampleTable table)
    {
        int outputs = table.Outputs.Count;
        if (outputs == 1)
            return new ResamplePattern(1, 0, 1, 1, 0, table.Outputs);

        var best = new ResamplePattern(outputs, outputs, outputs, 1, 0, table.Outputs);
        for (int period = 1; period <= Math.Min(LongestPeriod, outputs / 2); period++)
        {
            if (Repeating(table.Outputs, period) is { } pattern && Cost(pattern) < Cost(best))
                best = pattern;
        }

        return best;
    }

    private static long Cost(ResamplePattern pattern) => pattern.Taps + (2L * pattern.Entries.Count);

    /// <summary>The pattern with this period around the middle; null where there is none.</summary>
    private static ResamplePattern? Repeating(EquatableArray<EquatableArray<ResampleTap>> taps, int period)
    {
        int middle = (taps.Count - period) / 2;
        int known = Enumerable.Range(middle, Math.Min(period, taps.Count - period - middle))
            .FirstOrDefault(output => taps[output].Count > 0 && taps[output + period].Count > 0);
        int step = taps[known].Count > 0 && taps[known + period].Count > 0 ? taps[known + period][0].Index - taps[known][0].Index : 0;
        bool Repeats(int output) => taps[output + period].SequenceEqual(Moved(taps[output], step));
        if (!Repeats(middle))
            return null;

        int begin = middle, end = middle + 1;
        while (begin > 0 && Repeats(begin - 1))
            begin--;
        while (end + period < taps.Count && Repeats(end))
            end++;
        end += period;
        var one = taps.Skip(begin).Take(period).ToList();
        if (begin == 0 && end == taps.Count && one.All(entry => entry.Equals(one[0])))
            one = one.Take(1).ToList();
        return new ResamplePattern(taps.Count, begin, end, period, step, taps.Take(begin).Concat(one).Concat(taps.Skip(end)).ToEquatableArray());
    }

    private static IEnumerable<ResampleTap> Moved(IEnumerable<ResampleTap> taps, int step) => taps.Select(tap => tap with { Index = tap.Index + step });
}
