namespace Cnn.Gen;

/// <summary>
/// The mean over all N outputs of (y - t)^2; its gradient is 2 (y - t) / N.
/// </summary>
public sealed record MeanSquaredError : Loss
{
    internal override double Compute<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> gradient, int length)
    {
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            double error = double.CreateTruncating(outputs[i]) - double.CreateTruncating(targets[i]);
            sum += error * error;
            if (!gradient.IsEmpty)
                gradient[i] = T.CreateTruncating(2 * error / outputs.Length);
        }

        return sum / outputs.Length;
    }
}
