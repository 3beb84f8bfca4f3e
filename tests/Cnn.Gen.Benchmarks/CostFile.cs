using System.Globalization;
using System.Text.RegularExpressions;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Benchmarks;

/// <summary>The fitted coefficients in the source of <see cref="CostTable"/>.</summary>
public static class CostFile
{
    /// <summary>Puts <paramref name="costs"/> there.</summary>
    /// <exception cref="InvalidOperationException">A coefficient is not where it should be.</exception>
    public static void Write(AlgorithmCosts costs)
    {
        string path = Path.Combine(Document.Root, "generators", "Cnn.Gen.Compiler", "Schedules", "CostTable.cs"), text = File.ReadAllText(path);
        int from = text.IndexOf("// Fitted:", StringComparison.Ordinal), to = text.IndexOf("// End of fitted.", StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new InvalidOperationException($"{path} should have the lines '// Fitted:' and '// End of fitted.'; nothing is written.");
        string fitted = text[from..to];
        foreach ((string name, double value) in new[]
        {
            (nameof(CostTable.ReachedMultiplyAddsPerCycle), costs.MultiplyAddsPerCycle), (nameof(CostTable.CachedBytesPerCycle), costs.CachedBytesPerCycle),
            (nameof(CostTable.TransformCycles), costs.TransformCycles),
        })
        {
            var line = new Regex($"(?<=const double {name} = )[0-9.]+(?=;)");
            if (!line.IsMatch(fitted))
                throw new InvalidOperationException($"{path} should have 'const double {name} = ...;' among the fitted lines; nothing is written.");
            fitted = line.Replace(fitted, value.ToString(CultureInfo.InvariantCulture));
        }

        File.WriteAllText(path, text[..from] + fitted + text[to..]);
    }
}
