namespace Cnn.Gen.Compiler.Layers;

/// <summary>Helps messages to say what was probably meant.</summary>
public static class Words
{
    /// <summary>The candidate with the smallest edit distance (Levenshtein) to <paramref name="word"/>, case aside.</summary>
    public static string Nearest(string word, IEnumerable<string> candidates) =>
        candidates.OrderBy(candidate => Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant()))
            .ThenBy(candidate => candidate, StringComparer.Ordinal).First();

    private static int Distance(string from, string to)
    {
        if (from.Length > 100)
            return int.MaxValue;
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
            previous = current;
        }

        return previous[to.Length];
    }
}
