using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// Stochastic gradient descent, with momentum (Polyak 1964) and Nesterov's look-ahead (Sutskever et al. 2013), in PyTorch's form:
/// <code>
/// g = gradient + weightDecay * p
/// b = momentum * b + g                              (b is 0 at first)
/// p = p - rate * (nesterov ? g + momentum * b : b)
/// </code>
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>Gradient descent with the given settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Sgd(double learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(learningRate, weightDecay) => (Momentum, Nesterov) = (momentum, nesterov);

    /// <summary>The part of the last step that is kept; from 0 to below 1.</summary>
    public double Momentum { get; init => field = Require.Fraction(value); }

    /// <summary>Whether the gradient is applied once more on top of the momentum it has just joined.</summary>
    public bool Nesterov { get; init; }

    internal override OptimizerState<T> Start<T>(int length) => Momentum == 0
        ? new RuleState<PlainRule<T>, Sgd, T>(this, length)
        : new RuleState<MomentumRule<T>, Sgd, T>(this, length);

    private readonly struct PlainRule<T>(T rate, T decay) : IUpdateRule<PlainRule<T>, Sgd, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Memories => 0;

        public static PlainRule<T> At(Sgd settings, double learningRate, long step) =>
            new(T.CreateChecked(learningRate), T.CreateChecked(settings.WeightDecay));

        public Vector<T> Apply(Vector<T> parameter, Vector<T> gradient, ref Vector<T> first, ref Vector<T> second) =>
            parameter - ((gradient + (parameter * decay)) * rate);
    }

    private readonly struct MomentumRule<T>(T rate, T decay, T momentum, bool nesterov) : IUpdateRule<MomentumRule<T>, Sgd, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Memories => 1;

        public static MomentumRule<T> At(Sgd settings, double learningRate, long step) => new(
            T.CreateChecked(learningRate), T.CreateChecked(settings.WeightDecay), T.CreateChecked(settings.Momentum), settings.Nesterov);

        public Vector<T> Apply(Vector<T> parameter, Vector<T> gradient, ref Vector<T> first, ref Vector<T> second)
        {
            gradient += parameter * decay;
            first = (first * momentum) + gradient;
            return parameter - ((nesterov ? gradient + (first * momentum) : first) * rate);
        }
    }
}
