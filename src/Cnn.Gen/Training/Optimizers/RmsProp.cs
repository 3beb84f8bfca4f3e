using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012, lecture 6.5 of "Neural Networks for Machine Learning"), in PyTorch's form:
/// <code>
/// g = gradient + weightDecay * p
/// v = smoothing * v + (1 - smoothing) * g^2         (v and b are 0 at first)
/// b = momentum * b + g / (sqrt(v) + epsilon)
/// p = p - rate * b
/// </code>
/// </summary>
public sealed record RmsProp : Optimizer
{
    /// <summary>RMSprop with the given settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RmsProp(double learningRate = 0.01, double smoothing = 0.99, double epsilon = 1e-8, double momentum = 0, double weightDecay = 0)
        : base(learningRate, weightDecay) => (Smoothing, Epsilon, Momentum) = (smoothing, epsilon, momentum);

    /// <summary>The part of the squared gradient's running mean that is kept at each step (PyTorch's alpha); from 0 to below 1.</summary>
    public double Smoothing { get; init => field = Require.Fraction(value); }

    /// <summary>What keeps the division from one by 0; above 0.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); }

    /// <summary>The part of the last step that is kept; from 0 to below 1.</summary>
    public double Momentum { get; init => field = Require.Fraction(value); }

    internal override OptimizerState<T> Start<T>(int length) => new RuleState<Rule<T>, RmsProp, T>(this, length);

    private readonly struct Rule<T>(T rate, T decay, T smoothing, T rest, T epsilon, T momentum) : IUpdateRule<Rule<T>, RmsProp, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Memories => 2;

        public static Rule<T> At(RmsProp settings, double learningRate, long step) => new(
            T.CreateChecked(learningRate), T.CreateChecked(settings.WeightDecay), T.CreateChecked(settings.Smoothing),
            T.CreateChecked(1 - settings.Smoothing), T.CreateChecked(settings.Epsilon), T.CreateChecked(settings.Momentum));

        public Vector<T> Apply(Vector<T> parameter, Vector<T> gradient, ref Vector<T> first, ref Vector<T> second)
        {
            gradient += parameter * decay;
            first = (first * smoothing) + (gradient * gradient * rest);
            second = (second * momentum) + (gradient / (Vector.SquareRoot(first) + new Vector<T>(epsilon)));
            return parameter - (second * rate);
        }
    }
}
