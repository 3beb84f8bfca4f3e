namespace Cnn.Gen;

/// <summary>
/// Batch normalisation, per channel: y = scale*(x - m) / sqrt(v + Epsilon) + bias. When predicting, m and v are the running averages
/// <c>.mean</c> and <c>.variance</c>; in training, the batch's own mean and (biased) variance, after which the averages move by
/// <c>average = (1 - Momentum)*average + Momentum*batch</c>, the batch's variance unbiased (PyTorch's meaning).
/// Parameters, all (channels): <c>.scale</c>, <c>.bias</c>; without gradient <c>.mean</c>, <c>.variance</c>.
/// </summary>
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance under the root.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The weight of the newest batch in the running averages.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>What is applied to the result.</summary>
    public Activation Activation { get; set; }
}
