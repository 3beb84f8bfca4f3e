namespace Cnn.Gen.Compiler.Schedules;

/// <summary>How large scratch memory must be: <c>PerImage * images + Fixed + PerMember * members of the team</c> elements, in this order.</summary>
public readonly record struct ScratchSize(long PerImage, long Fixed, long PerMember)
{
    /// <summary>How much of the memory for an image a member touches that is alone.</summary>
    public long AlonePerImage { get; init; }
}

/// <summary>
/// Gives every scratch buffer its place. Buffers that are never alive together may overlap; those for each image are planned as if for one
/// image, since all grow with the same factor. Largest first, at the lowest place that is free for the buffer's whole life. Values of a
/// prediction have other places where a team shares them out (<see cref="SharedPlaces"/>).
/// </summary>
public static class MemoryPlan
{
    /// <summary>Elements to which buffers are aligned: 64 bytes of the smaller element type.</summary>
    public const int Alignment = 16;

    /// <summary>Plans <paramref name="buffers"/> for programs that run one after the other over the same memory.</summary>
    /// <param name="buffers">The buffers.</param>
    /// <param name="steps">All steps of all programs.</param>
    /// <param name="shared">Whether values have other places for teams, in which each of two members has the same memory all the time.</param>
    public static ScratchSize Plan(IReadOnlyList<Buffer> buffers, IEnumerable<Step> steps, bool shared = false)
    {
        var lives = new Dictionary<Buffer, (int First, int Last)>();
        int index = 0;
        foreach (Step step in steps)
        {
            foreach (Argument argument in step.Arguments)
            {
                if (argument.Buffer?.Root is { External: null } root)
                    lives[root] = lives.TryGetValue(root, out var life) ? (life.First, index) : (index, index);
            }

            index++;
        }

        Buffer[] used = [.. buffers.Where(lives.ContainsKey)];
        Buffer[] values = [.. used.Where(buffer => buffer.PerImage)];
        long alone = Place(values, lives);
        return new ScratchSize(
            shared ? SharedPlaces.Place(values, lives, alone) : alone,
            Place(used.Where(buffer => !buffer.PerImage && !buffer.PerMember), lives),
            Place(used.Where(buffer => buffer.PerMember), lives))
        {
            AlonePerImage = alone,
        };
    }

    private static long Place(IEnumerable<Buffer> buffers, Dictionary<Buffer, (int First, int Last)> lives)
    {
        var placed = new List<Buffer>();
        long size = 0;
        foreach (Buffer buffer in buffers.OrderByDescending(buffer => buffer.Length).ThenBy(buffer => lives[buffer].First).ThenBy(buffer => buffer.Name, StringComparer.Ordinal))
        {
            long offset = 0;
            foreach (Buffer other in placed.Where(other => Overlap(lives[buffer], lives[other])).OrderBy(other => other.Offset))
            {
                if (offset + Rounded(buffer) <= other.Offset)
                    break;
                offset = Math.Max(offset, other.Offset + Rounded(other));
            }

            buffer.Offset = offset;
            placed.Add(buffer);
            size = Math.Max(size, offset + Rounded(buffer));
        }

        return size;
    }

    private static long Rounded(Buffer buffer) => Rounded(buffer.Length);

    /// <summary>The next multiple of <see cref="Alignment"/>.</summary>
    internal static long Rounded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    /// <summary>Whether two buffers are alive together.</summary>
    internal static bool Overlap((int First, int Last) a, (int First, int Last) b) => a.First <= b.Last && b.First <= a.Last;
}
