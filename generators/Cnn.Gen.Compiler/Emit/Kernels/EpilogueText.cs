using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// What kernels do to sums before they are stored, as their type argument says. The test of the type argument is settled when the kernel is
/// compiled, so each instance holds only its own; written out instead of called, since a large kernel uses up what the compiler will inline.
/// </summary>
public sealed class EpilogueText(IEnumerable<KeyValuePair<string, Activation>> epilogues)
{
    private const int SumsOnLine = 4;

    /// <summary>Writes the epilogues for these sums.</summary>
    public void Write(CodeWriter writer, Dialect dialect, IReadOnlyCollection<string> sums)
    {
        foreach (KeyValuePair<string, Activation> epilogue in epilogues)
        {
            using (writer.Open($"if (typeof(TEpilogue) == typeof({epilogue.Key}))"))
            {
                string[] lines = [.. sums.Select(sum => $"{sum} = {ActivationText.Cheap(dialect, epilogue.Value, sum)};")];
                for (int line = 0; line < lines.Length; line += SumsOnLine)
                    writer.Line(string.Join(" ", lines.Skip(line).Take(SumsOnLine)));
            }
        }
    }
}
