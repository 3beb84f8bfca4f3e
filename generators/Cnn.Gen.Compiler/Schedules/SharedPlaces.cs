namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Places of values that a team shares out by rows: their middle rows lie one above the other, so that memory before the middle is always
/// written by the first half of the team and memory behind it by the second. From one die to another, a line that the other core has written
/// comes at a third of the speed of an own one, and one that the other core has read is overwritten at a twentieth. A member that is alone
/// keeps to the densest plan.
/// </summary>
public static class SharedPlaces
{
    /// <summary>
    /// Moves <paramref name="values"/>, which have their places in the densest plan of <paramref name="dense"/> elements, unless that would take
    /// twice as much memory. Those that are never alive together can have one middle: they stand on one shelf, and shelves lie one behind the other.
    /// </summary>
    /// <param name="values">Buffers for each image.</param>
    /// <param name="lives">The first and the last step at which each is used.</param>
    /// <param name="dense">Elements of the densest plan.</param>
    /// <returns>Elements in all.</returns>
    public static long Place(IReadOnlyList<Buffer> values, Dictionary<Buffer, (int First, int Last)> lives, long dense)
    {
        var shelves = new List<Shelf>();
        foreach (Buffer value in values.OrderBy(value => lives[value].First).ThenBy(value => value.Name, StringComparer.Ordinal))
        {
            Shelf? best = shelves.Where(shelf => ByRows(shelf.Values[0]) == ByRows(value) && shelf.Values.All(other => !MemoryPlan.Overlap(lives[value], lives[other])))
                .OrderBy(shelf => shelf.With(value).Length - shelf.Length).FirstOrDefault();
            if (best is null)
                shelves.Add(best = new Shelf());
            best.Add(value);
        }

        long length = shelves.Sum(shelf => shelf.Length);
        if (length > 2 * dense)
            return dense;
        long begin = 0;
        foreach (Shelf shelf in shelves)
        {
            foreach (Buffer value in shelf.Values)
                (value.AloneOffset, value.Offset) = (value.Offset, begin + shelf.Before - Before(value));
            begin += shelf.Length;
        }

        return Math.Max(length, dense);
    }

    /// <summary>Whether members take rows of a value. Small images are shared out by channels, and have shelves of their own.</summary>
    private static bool ByRows(Buffer value) => value.Layout is { } layout && layout.Shape.Height >= ShareSchedule.LeastRows;

    /// <summary>Elements of a value before its middle row, in whole cache lines.</summary>
    private static long Before(Buffer value) => MemoryPlan.Rounded(
        value.Layout is { } layout ? (layout.Halo.Top + (layout.Shape.Height / 2)) * (long)layout.Row : value.Length / 2);

    /// <summary>Values with one middle.</summary>
    private sealed record Shelf
    {
        /// <summary>The values.</summary>
        public List<Buffer> Values { get; } = [];

        /// <summary>Elements before the middle.</summary>
        public long Before { get; private set; }

        /// <summary>Elements behind the middle.</summary>
        public long Behind { get; private set; }

        /// <summary>Elements in all.</summary>
        public long Length => Before + Behind;

        /// <summary>The measures of the shelf with <paramref name="value"/> on it.</summary>
        public (long Before, long Behind, long Length) With(Buffer value)
        {
            long before = Math.Max(Before, SharedPlaces.Before(value));
            long behind = Math.Max(Behind, MemoryPlan.Rounded(value.Length) - SharedPlaces.Before(value));
            return (before, behind, before + behind);
        }

        /// <summary>Puts <paramref name="value"/> on it.</summary>
        public void Add(Buffer value)
        {
            (Before, Behind, _) = With(value);
            Values.Add(value);
        }
    }
}
