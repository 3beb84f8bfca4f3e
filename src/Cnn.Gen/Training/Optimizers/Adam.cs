using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// Adam (Kingma and Ba 2015), in PyTorch's form; t is the number of the update, from 1:
/// <code>
/// g = gradient + weightDecay * p
/// m = beta1 * m + (1 - beta1) * g                   (m and v are 0 at first)
/// v = beta2 * v + (1 - beta2) * g^2
/// p = p - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
/// </code>
/// </summary>
public sealed record Adam : Optimizer
{
    /// <summary>Adam with the given settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(learningRate, weightDecay) => (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);

    /// <summary>The part of the gradient's running mean that is kept at each step; from 0 to below 1.</summary>
    public double Beta1 { get; init => field = Require.Fraction(value); }

    /// <summary>The part of the squared gradient's running mean that is kept at each step; from 0 to below 1.</summary>
    public double Beta2 { get; init => field = Require.Fraction(value); }

    /// <summary>What keeps the division from one by 0; above 0.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); }

    internal override OptimizerState<T> Start<T>(int length) => new RuleState<AdamRule<T>, Adam, T>(this, length);
}

/// <summary>
/// AdamW (Loshchilov and Hutter 2019): <see cref="Adam"/> whose weight decay is kept apart from the gradient's statistics,
/// p = p - rate * weightDecay * p before the step.
/// </summary>
public sealed record AdamW : Optimizer
{
    /// <summary>AdamW with the given settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public AdamW(double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
        : base(learningRate, weightDecay) => (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);

    /// <inheritdoc cref="Adam.Beta1"/>
    public double Beta1 { get; init => field = Require.Fraction(value); }

    /// <inheritdoc cref="Adam.Beta2"/>
    public double Beta2 { get; init => field = Require.Fraction(value); }

    /// <inheritdoc cref="Adam.Epsilon"/>
    public double Epsilon { get; init => field = Require.Positive(value); }

    internal override OptimizerState<T> Start<T>(int length) => new RuleState<AdamRule<T>, AdamW, T>(this, length);
}

/// <summary>
/// Adam and AdamW in one: <c>p * keep - size * m / (sqrt(v) * scale + epsilon)</c>, where size = rate / (1 - beta1^t) and
/// scale = 1 / sqrt(1 - beta2^t) are worked out once for the step, in double precision.
/// </summary>
internal readonly struct AdamRule<T> : IUpdateRule<AdamRule<T>, Adam, T>, IUpdateRule<AdamRule<T>, AdamW, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _decay, _keep, _beta1, _rest1, _beta2, _rest2, _size, _scale, _epsilon;

    private AdamRule(double rate, double beta1, double beta2, double epsilon, long step, double decay, double keep)
    {
        (_decay, _keep, _epsilon) = (T.CreateChecked(decay), T.CreateChecked(keep), T.CreateChecked(epsilon));
        (_beta1, _rest1) = (T.CreateChecked(beta1), T.CreateChecked(1 - beta1));
        (_beta2, _rest2) = (T.CreateChecked(beta2), T.CreateChecked(1 - beta2));
        _size = T.CreateChecked(rate / (1 - Math.Pow(beta1, step)));
        _scale = T.CreateChecked(1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
    }

    /// <inheritdoc/>
    public static int Memories => 2;

    /// <inheritdoc/>
    public static AdamRule<T> At(Adam settings, double learningRate, long step) =>
        new(learningRate, settings.Beta1, settings.Beta2, settings.Epsilon, step, settings.WeightDecay, keep: 1);

    /// <inheritdoc/>
    public static AdamRule<T> At(AdamW settings, double learningRate, long step) =>
        new(learningRate, settings.Beta1, settings.Beta2, settings.Epsilon, step, decay: 0, 1 - (learningRate * settings.WeightDecay));

    /// <inheritdoc/>
    public Vector<T> Apply(Vector<T> parameter, Vector<T> gradient, ref Vector<T> first, ref Vector<T> second)
    {
        gradient += parameter * _decay;
        first = (first * _beta1) + (gradient * _rest1);
        second = (second * _beta2) + (gradient * gradient * _rest2);
        Vector<T> divisor = (Vector.SquareRoot(second) * _scale) + new Vector<T>(_epsilon);
        return (parameter * _keep) - (first * _size / divisor);
    }
}
