namespace Cnn.Gen;

/// <summary>
/// In training each number is set to zero with probability <paramref name="rate"/> and otherwise divided by 1 - rate; the choice is a pure
/// function of <see cref="TrainingPass{T}.Seed"/> (null: off). Not there when predicting.
/// </summary>
/// <param name="rate">The probability, at least 0 and less than 1.</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability of a number being set to zero.</summary>
    public double Rate { get; } = rate;
}
