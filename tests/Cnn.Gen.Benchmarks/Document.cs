using System.Runtime.CompilerServices;

namespace Cnn.Gen.Benchmarks;

/// <summary>The tables in the repository's documents, between comments that name the command.</summary>
public static class Document
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Replaces the table of a command in every document that has it.</summary>
    public static void Replace(string table, IReadOnlyList<string> lines)
    {
        foreach (string path in new[] { Path.Combine(Root, "README.md"), Path.Combine(Root, "docs", "performance.md") })
        {
            string text = File.ReadAllText(path), begin = $"<!-- {table} -->\n", end = $"<!-- end of {table} -->\n";
            int from = text.IndexOf(begin, StringComparison.Ordinal), to = text.IndexOf(end, StringComparison.Ordinal);
            if (from >= 0 && to > from)
                File.WriteAllText(path, text[..(from + begin.Length)] + string.Join('\n', lines) + "\n" + text[to..]);
        }
    }

    private static string FindRoot([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../.."));
}
