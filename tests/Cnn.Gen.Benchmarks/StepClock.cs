using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Cnn.Gen.Compiler;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// A clock in generated code: the text of a network's prediction, with a look at the time in front of each step, which its comment announces. A look takes
/// about 25 ns.
/// </summary>
public static partial class StepClock
{
    private const string Clock = """

        public static class StepClock
        {
            public static readonly long[] Ticks = new long[1000];
            private static long _begun;
            public static void Begin() => _begun = System.Diagnostics.Stopwatch.GetTimestamp();
            public static void End(int step)
            {
                long now = System.Diagnostics.Stopwatch.GetTimestamp();
                Ticks[step] += now - _begun;
                _begun = now;
            }
        }
        """;

    /// <summary><paramref name="model"/> with the clock in it.</summary>
    public static CompiledModel Insert(CompiledModel model) => model with { Kernels = Prediction().Replace(model.Kernels, Timed) + Clock };

    /// <summary>The comments of the steps, in their order.</summary>
    public static IReadOnlyList<string> Steps(CompiledModel model) =>
        [.. Comment().Matches(Prediction().Match(model.Kernels).Value).Select(comment => comment.Groups["text"].Value)];

    /// <summary>Where the clock of a compiled network adds up the ticks of every step.</summary>
    public static long[] Ticks(Assembly assembly) => (long[])assembly.GetTypes().Single(type => type.Name == nameof(StepClock)).GetField(nameof(Ticks))!.GetValue(null)!;

    private static string Timed(Match prediction)
    {
        var text = new StringBuilder();
        int step = 0;
        foreach (string line in prediction.Value.TrimEnd('\n').Split('\n'))
        {
            bool isStep = Comment().IsMatch(line);
            if ((isStep || line == "    }") && step > 0)
                text.Append($"StepClock.End({step - 1});\n");
            if (isStep && step++ == 0)
                text.Append("StepClock.Begin();\n");
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    [GeneratedRegex(@"    public static void Predict\(in KernelMemory<(?:float|double)> memory, int images, Team team\)\n    \{\n        .*?\n    \}\n", RegexOptions.Singleline)]
    private static partial Regex Prediction();

    [GeneratedRegex(@"^        // (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
