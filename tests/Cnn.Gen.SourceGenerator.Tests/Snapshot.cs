using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>
/// Snapshots in Verify's convention: <c>Class.Method_name.verified.cs</c> beside the test. What differs, or has no snapshot yet, fails and
/// leaves a <c>.received.cs</c>; to accept it, rename that file. Moving to Verify changes this file only.
/// </summary>
internal static class Snapshot
{
    /// <summary>Compares <paramref name="text"/> with the snapshot <paramref name="name"/> of the calling test.</summary>
    public static void Verify(string text, string name, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{method}_{name}");
        string verified = stem + ".verified.cs", received = stem + ".received.cs";
        string? expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail(expected is null
            ? $"There is no snapshot yet. Look at {received}, and if it is right rename it to {Path.GetFileName(verified)}."
            : $"{Path.GetFileName(verified)} differs from what came:\n{Difference(expected, text)}\nIf the change is meant, rename {received} to it.");
    }

    /// <summary>The lines that differ, each with its number, and the lines around them.</summary>
    private static string Difference(string expected, string actual)
    {
        const int Context = 2, Most = 60;
        List<DiffPiece> lines = InlineDiffBuilder.Diff(expected, actual).Lines;
        var shown = new StringBuilder();
        int count = 0;
        for (int index = 0; index < lines.Count && count < Most; index++)
        {
            if (!lines.Skip(Math.Max(0, index - Context)).Take((2 * Context) + 1).Any(line => line.Type != ChangeType.Unchanged))
                continue;
            char mark = lines[index].Type switch { ChangeType.Inserted => '+', ChangeType.Deleted => '-', _ => ' ' };
            shown.Append(mark).Append(' ').Append(lines[index].Text).Append('\n');
            count++;
        }

        return shown.ToString();
    }
}
