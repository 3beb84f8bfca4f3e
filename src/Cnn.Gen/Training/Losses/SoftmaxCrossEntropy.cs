namespace Cnn.Gen;

/// <summary>
/// Cross-entropy between the softmax of the model's logits z and a target distribution t, mean over the rows:
/// <code>
/// loss     = sum_k t_k * (log(sum_j exp z_j) - z_k)
/// gradient = (softmax(z) * sum_k t_k - t) / rows
/// </code>
/// The logarithm of the sum is taken with the largest logit subtracted, so that nothing overflows. With smoothing s a target
/// becomes (1 - s) t + s / K over the K classes (Szegedy et al. 2016). Where the model ends in a softmax the loss is attached
/// to that layer's input; another model's output is taken for logits as it is.
/// </summary>
public sealed record SoftmaxCrossEntropy : Loss
{
    /// <summary>Cross-entropy with the given label smoothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is out of its range.</exception>
    public SoftmaxCrossEntropy(double smoothing = 0) => Smoothing = smoothing;

    /// <summary>How much of each target is spread evenly over all classes; from 0 to below 1.</summary>
    public double Smoothing { get; init => field = Require.Fraction(value); }

    internal override bool AtLogits => true;

    internal override int LeastOutputs => 2;

    internal override double Compute<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> gradient, int length)
    {
        double sum = 0;
        double share = (double)length / outputs.Length;
        for (int row = 0; row < outputs.Length; row += length)
        {
            Span<T> slice = gradient.IsEmpty ? [] : gradient.Slice(row, length);
            sum += Row(outputs.Slice(row, length), targets.Slice(row, length), slice, share);
        }

        return sum * share;
    }

    private double Row<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> gradient, double share)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        double largest = double.NegativeInfinity;
        foreach (T logit in logits)
            largest = Math.Max(largest, double.CreateTruncating(logit));
        double exponentials = 0;
        foreach (T logit in logits)
            exponentials += Math.Exp(double.CreateTruncating(logit) - largest);
        double logSum = largest + Math.Log(exponentials);

        double loss = 0, mass = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            double target = Smooth(double.CreateTruncating(targets[k]), logits.Length);
            mass += target;
            if (target != 0)
                loss += target * (logSum - double.CreateTruncating(logits[k]));
        }

        for (int k = 0; k < gradient.Length; k++)
        {
            double probability = Math.Exp(double.CreateTruncating(logits[k]) - logSum);
            double target = Smooth(double.CreateTruncating(targets[k]), logits.Length);
            gradient[k] = T.CreateTruncating(((probability * mass) - target) * share);
        }

        return loss;
    }

    private double Smooth(double target, int classes) => ((1 - Smoothing) * target) + (Smoothing / classes);
}
