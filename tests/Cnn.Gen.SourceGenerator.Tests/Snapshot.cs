using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>
/// Snapshots in Verify's convention: <c>Class.Test.Name.verified.cs</c> beside the test is what must come; what came instead is written to
/// <c>.received.cs</c> next to it. A missing snapshot fails as a different one does. With CNN_GEN_ACCEPT=1 the verified files are rewritten,
/// but never where CI=true.
/// </summary>
internal static class Snapshot
{
    private static bool Accepts { get; } =
        Environment.GetEnvironmentVariable("CNN_GEN_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") != "true";

    /// <summary>Compares <paramref name="text"/> with the snapshot <paramref name="name"/> of the calling test.</summary>
    public static void Verify(string text, string name, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{test}.{name}");
        string verified = stem + ".verified.cs", received = stem + ".received.cs";
        string? expected = File.Exists(verified) ? File.ReadAllText(verified).Replace("\r\n", "\n", StringComparison.Ordinal) : null;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(Accepts ? verified : received, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (!Accepts)
            Assert.Fail(expected is null ? $"There is no snapshot {verified}; what came is in {received}." : $"{verified} differs from {received}:\n{Difference(expected, text)}");
    }

    private static string Difference(string expected, string actual)
    {
        const int Most = 40;
        string[] lines = [.. InlineDiffBuilder.Diff(expected, actual).Lines.Where(line => line.Type != ChangeType.Unchanged)
            .Select(line => (line.Type == ChangeType.Inserted ? "+ " : "- ") + line.Text)];
        return string.Join("\n", lines.Take(Most)) + (lines.Length > Most ? $"\n.. and {lines.Length - Most} lines more" : string.Empty);
    }
}
