using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>One axis of a <see cref="ResamplePlan"/>.</summary>
/// <param name="Pattern">What each output reads.</param>
/// <param name="Written">Whether the taps are written out, for a uniform pattern; otherwise they are looked up in tables.</param>
/// <param name="Count">Taps of every entry, where all have as many; otherwise 0.</param>
public sealed record ResampleAxis(ResamplePattern Pattern, bool Written, int Count)
{
    /// <summary>Most taps that are written out one by one.</summary>
    private const int MostTaps = 4;

    /// <summary>Whether all weights are 1, so that nothing is multiplied.</summary>
    public bool IsUnit => Pattern.Entries.All(taps => taps.All(tap => tap.Weight == 1));

    /// <summary>Whether an output may have no taps.</summary>
    public bool HasEmpty => Pattern.Entries.Any(taps => taps.Count == 0);

    /// <summary>
    /// The axis of a table. Where no output has many taps and few have less than others, all are given as many, by ones with a weight of zero:
    /// their number is then a constant.
    /// </summary>
    public static ResampleAxis Of(ResampleTable table)
    {
        ResamplePattern pattern = ResamplePattern.Of(table);
        int most = pattern.Entries.Max(taps => taps.Count);
        bool even = pattern.Entries.All(taps => taps.Count == most);
        bool fill = most <= MostTaps && pattern.Entries.All(taps => taps.Count > 0) && 4L * most * pattern.Outputs <= 5 * table.Taps;
        if (!even && fill)
        {
            pattern = pattern with
            {
                Entries = pattern.Entries.Select(taps => taps.Concat(Enumerable.Repeat(new ResampleTap(taps[0].Index, 0), most - taps.Count)).ToEquatableArray()).ToEquatableArray(),
            };
        }

        return new ResampleAxis(pattern, false, even || fill ? most : 0);
    }
}

/// <summary>
/// Resizing or padding, as <see cref="Graph.Ops.ResampleOp"/> says, vectors along channels; distances of rows and images are arguments.
/// A unit is an output row.
/// </summary>
/// <param name="Vector">The vectors.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Fill">What outputs are that no input reaches.</param>
public sealed record ResamplePlan(Lanes Vector, ResampleAxis Rows, ResampleAxis Columns, int Channels, double Fill) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Rows.IsUnit && Columns.IsUnit && Rows.Count == 1 && Columns.Count == 1 ? "CopyPixels" : "Resample";

    /// <summary>The plan for two tables.</summary>
    public static ResamplePlan Choose(ResampleTable rows, ResampleTable columns, int channels, double fill, VectorClass target, bool isDouble)
    {
        ResampleAxis vertical = ResampleAxis.Of(rows), horizontal = ResampleAxis.Of(columns);
        bool small = Math.Max(1, vertical.Pattern.IsUniform ? vertical.Pattern.Taps : 1) * Math.Max(1, horizontal.Pattern.IsUniform ? horizontal.Pattern.Taps : 1)
            <= Budget.ResampleTaps;
        return new ResamplePlan(
            target.LanesFor(channels, isDouble), vertical with { Written = small && vertical.Pattern.IsUniform && !vertical.HasEmpty },
            horizontal with { Written = small && horizontal.Pattern.IsUniform && !horizontal.HasEmpty }, channels, fill);
    }
}
