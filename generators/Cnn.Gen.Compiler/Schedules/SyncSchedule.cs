namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Decides where the members of a team wait for each other: in front of a step that touches memory which a step since the last such place
/// writes, or writes what one of those touches. Buffers have their places when this is asked, since different ones may share memory.
/// </summary>
public static class SyncSchedule
{
    /// <summary>For each step, whether the team must meet in front of it.</summary>
    public static IReadOnlyList<bool> Before(IReadOnlyList<Step> steps)
    {
        var syncs = new bool[steps.Count];
        int since = 0;
        for (int index = 0; index < steps.Count; index++)
        {
            syncs[index] = Enumerable.Range(since, index - since).Any(earlier => Conflict(steps[earlier], steps[index]));
            if (syncs[index])
                since = index;
        }

        return syncs;
    }

    private static bool Conflict(Step earlier, Step later) =>
        earlier.Arguments.Any(first => later.Arguments.Any(second => (first.Written || second.Written) && Overlap(first, second)
            && !(first.Written && second.Written && IsRing(earlier, later, first, second))));

    /// <summary>Whether one step clears the halo around what the other writes: different elements of one buffer.</summary>
    private static bool IsRing(Step earlier, Step later, Argument first, Argument second) =>
        first.Buffer!.Root == second.Buffer!.Root && ClearsHalo(earlier) && !ClearsHalo(later) && later.Plan is not LibraryPlan { Method: "Clear" };

    private static bool ClearsHalo(Step step) => step.Plan is LibraryPlan { Method: "ClearHalo" };

    private static bool Overlap(Argument first, Argument second)
    {
        if (first.Buffer?.Root is not { } one || second.Buffer?.Root is not { } other)
            return false;
        if (one.External is not null || other.External is not null)
            return one.External == other.External;
        if (one.PerMember || other.PerMember || one.PerImage != other.PerImage)
            return false; // A member's own memory is nobody else's; the kinds lie apart.
        return one.Offset < other.Offset + other.Length && other.Offset < one.Offset + one.Length;
    }
}
