namespace Cnn.Gen;

/// <summary>
/// Cross-entropy of independent yes-or-no questions, the mean over all N outputs. On probabilities p (a model whose last
/// activation is a sigmoid), as in PyTorch, with logarithms no smaller than -100:
/// <code>
/// loss     = -(t log p + (1 - t) log(1 - p))
/// gradient = (p - t) / max(p (1 - p), 1e-12) / N
/// </code>
/// On logits z, which is exact where a probability would round to 0 or 1:
/// <code>
/// loss     = max(z, 0) - z t + log(1 + exp(-|z|))
/// gradient = (sigmoid(z) - t) / N
/// </code>
/// </summary>
public sealed record BinaryCrossEntropy : Loss
{
    /// <summary>Cross-entropy on probabilities, or on logits.</summary>
    public BinaryCrossEntropy(bool fromLogits = false) => FromLogits = fromLogits;

    /// <summary>Whether the model's outputs are logits; otherwise they are probabilities.</summary>
    public bool FromLogits { get; init; }

    internal override double Threshold => FromLogits ? 0 : 0.5;

    internal override double Compute<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> gradient, int length)
    {
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            double output = double.CreateTruncating(outputs[i]), target = double.CreateTruncating(targets[i]);
            (double loss, double slope) = FromLogits ? OfLogit(output, target) : OfProbability(output, target);
            sum += loss;
            if (!gradient.IsEmpty)
                gradient[i] = T.CreateTruncating(slope / outputs.Length);
        }

        return sum / outputs.Length;
    }

    private static (double Loss, double Slope) OfLogit(double logit, double target)
    {
        double tail = Math.Exp(-Math.Abs(logit));
        double sigmoid = (logit >= 0 ? 1 : tail) / (1 + tail);
        return (Math.Max(logit, 0) - (logit * target) + Math.Log(1 + tail), sigmoid - target);
    }

    private static (double Loss, double Slope) OfProbability(double probability, double target)
    {
        double yes = Math.Max(Math.Log(probability), -100), no = Math.Max(Math.Log(1 - probability), -100);
        return (-((target * yes) + ((1 - target) * no)), (probability - target) / Math.Max(probability * (1 - probability), 1e-12));
    }
}
