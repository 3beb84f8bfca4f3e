using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>
/// One thread's place among those that run a program together. Every member executes the same program; each kernel call
/// works on this member's share of the kernel's units, and <see cref="Sync"/> stands between a step and those that read
/// what it wrote. Because a unit is always computed by one member and in one way, results do not depend on the number of members.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Team
{
    private readonly TeamBarrier? _barrier;

    /// <summary>A place in a team. <paramref name="barrier"/> is shared by all its members; a team of one needs none.</summary>
    public Team(int index, int count, TeamBarrier? barrier)
    {
        Index = index;
        Count = count;
        _barrier = barrier;
    }

    /// <summary>The team of the calling thread alone.</summary>
    public static Team Single => new(0, 1, null);

    /// <summary>This member's number, from 0.</summary>
    public int Index { get; }

    /// <summary>How many members there are.</summary>
    public int Count { get; }

    /// <summary>The first of <paramref name="units"/> units of work that is this member's.</summary>
    public int Begin(int units) => (int)((long)units * Index / Count);

    /// <summary>One past the last of <paramref name="units"/> units of work that is this member's.</summary>
    public int End(int units) => (int)((long)units * (Index + 1) / Count);

    /// <summary>
    /// The rows of an image that are this member's, of every image: the first, and how many. Members get equal shares, but each at least
    /// <paramref name="least"/> rows, as a tile has, or none. Steps over images of one height have the same shares, so that a member reads mostly
    /// what it has written itself.
    /// </summary>
    public (int First, int Count) Rows(int rows, int least)
    {
        int grain = rows >= Count * least ? 1 : least, grains = Math.Max(1, rows / grain);
        int first = Begin(grains) * grain, end = End(grains) == grains ? rows : End(grains) * grain;
        return first < end ? (first, end - first) : (0, 0);
    }

    /// <summary>Waits until every member has come here.</summary>
    public void Sync() => _barrier?.SignalAndWait(Index);
}
