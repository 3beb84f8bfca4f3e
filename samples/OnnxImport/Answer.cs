using System.Globalization;

namespace OnnxImport;

/// <summary>What the network takes a picture for.</summary>
/// <param name="Digit">The likeliest digit.</param>
/// <param name="Probabilities">How likely each digit is.</param>
internal sealed record Answer(int Digit, float[] Probabilities)
{
    /// <summary>The answer of the network's scores: probabilities are their softmax.</summary>
    public static Answer Of(float[] scores)
    {
        float most = scores.Max();
        float[] powers = Array.ConvertAll(scores, score => MathF.Exp(score - most)); // Less the largest, so that none overflows.
        float sum = powers.Sum();
        return new Answer(Array.IndexOf(scores, most), Array.ConvertAll(powers, power => power / sum));
    }

    /// <summary>Such as <c>7  99.8%   then 2 0.1%, 1 0.0%</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> others = Enumerable.Range(0, Probabilities.Length).Where(digit => digit != Digit)
            .OrderByDescending(digit => Probabilities[digit]).Take(2).Select(digit => $"{digit} {Percent(digit)}");
        return $"{Digit}  {Percent(Digit)}   then {string.Join(", ", others)}";
    }

    private string Percent(int digit) => (100 * Probabilities[digit]).ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
