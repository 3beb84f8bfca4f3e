using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// What kernels do to sums before they are stored, as their type argument says. The test of the type argument is settled when the kernel is
/// compiled, so each instance holds only its own; written out instead of called, since a large kernel uses up what the compiler will inline.
/// </summary>
public sealed class EpilogueText(IEnumerable<KeyValuePair<string, Activation>> epilogues)
{
    /// <summary>Writes the epilogues for these sums.</summary>
    public void Write(CodeWriter writer, Dialect dialect, IReadOnlyCollection<string> sums)
    {
        foreach (KeyValuePair<string, Activation> epilogue in epilogues)
        {
            using (writer.Open($"if (typeof(TEpilogue) == typeof({epilogue.Key}))"))
            {
                foreach (string sum in sums)
                    writer.Line($"{sum} = {ActivationText.Cheap(dialect, epilogue.Value, sum)};");
            }
        }
    }
}
