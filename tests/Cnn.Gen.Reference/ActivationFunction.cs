namespace Cnn.Gen.Reference;

/// <summary>An activation and its derivative. At kinks the derivative is PyTorch's.</summary>
/// <param name="Value">f(x).</param>
/// <param name="Derivative">f'(x).</param>
public sealed record ActivationFunction(Func<double, double> Value, Func<double, double> Derivative)
{
    private const double SeluScale = 1.0507009873554804934193349852946, SeluAlpha = 1.6732632423543772848170429916717;

    /// <summary>The function called <paramref name="name"/> in the attributes.</summary>
    /// <param name="name">A member of the enumeration <c>Activation</c>.</param>
    /// <param name="alpha">Its <c>Alpha</c>; null for the function's own default.</param>
    public static ActivationFunction Create(string name, double? alpha = null) => name switch
    {
        "None" => new(x => x, _ => 1),
        "Relu" => new(x => x > 0 ? x : 0, x => x > 0 ? 1 : 0),
        "Relu6" => new(x => Math.Clamp(x, 0, 6), x => x > 0 && x < 6 ? 1 : 0),
        "LeakyRelu" => LeakyRelu(alpha ?? 0.01),
        "Elu" => Elu(alpha ?? 1, 1),
        "Selu" => Elu(SeluAlpha, SeluScale),
        "Gelu" => new(x => x * Normal(x), x => Normal(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI))),
        "GeluTanh" => GeluTanh(),
        "Silu" => new(x => x * Logistic(x), x => Logistic(x) * (1 + (x * (1 - Logistic(x))))),
        "HardSwish" => new(x => x * Math.Clamp((x / 6) + 0.5, 0, 1), x => x <= -3 ? 0 : x < 3 ? (x / 3) + 0.5 : 1),
        "Sigmoid" => new(Logistic, x => Logistic(x) * (1 - Logistic(x))),
        "HardSigmoid" => HardSigmoid(alpha ?? 1.0 / 6),
        "Tanh" => new(Math.Tanh, x => 1 - (Math.Tanh(x) * Math.Tanh(x))),
        "Softplus" => new(x => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))), Logistic),
        _ => throw new ArgumentException($"There is no activation called '{name}'.", nameof(name)),
    };

    /// <summary>The identity between two bounds; its derivative is 1 on the bounds too.</summary>
    public static ActivationFunction Clip(double minimum, double maximum) =>
        new(x => Math.Min(Math.Max(x, minimum), maximum), x => x >= minimum && x <= maximum ? 1 : 0);

    private static ActivationFunction LeakyRelu(double alpha) => new(x => x > 0 ? x : alpha * x, x => x > 0 ? 1 : alpha);

    private static ActivationFunction Elu(double alpha, double scale) => new(
        x => scale * (x > 0 ? x : alpha * ExpMinusOne(x)),
        x => scale * (x > 0 ? 1 : alpha * Math.Exp(x)));

    private static ActivationFunction HardSigmoid(double alpha) => new(
        x => Math.Clamp((alpha * x) + 0.5, 0, 1),
        x => (alpha * x) + 0.5 > 0 && (alpha * x) + 0.5 < 1 ? alpha : 0);

    private static ActivationFunction GeluTanh()
    {
        double scale = Math.Sqrt(2 / Math.PI);
        double Inner(double x) => Math.Tanh(scale * (x + (0.044715 * x * x * x)));
        return new(
            x => 0.5 * x * (1 + Inner(x)),
            x => (0.5 * (1 + Inner(x))) + (0.5 * x * (1 - (Inner(x) * Inner(x))) * scale * (1 + (3 * 0.044715 * x * x))));
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>exp(x) - 1, by its series where the difference would cancel.</summary>
    private static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) > 0.5)
            return Math.Exp(x) - 1;

        double term = 1, sum = 0;
        for (int k = 1; k <= 25; k++)
            sum += term *= x / k;
        return sum;
    }

    /// <summary>ln(1 + x) for x in 0..1 without losing a small x (Kahan's quotient).</summary>
    private static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    /// <summary>
    /// The standard normal distribution function, 0.5 (1 + erf(x / sqrt 2)); erf by the series 2 / sqrt(pi) exp(-z^2) sum of
    /// 2^k z^(2k+1) / (2k+1)!!, all of whose terms have one sign (Abramowitz and Stegun 7.1.6).
    /// </summary>
    private static double Normal(double x)
    {
        double z = Math.Abs(x) / Math.Sqrt(2);
        if (z > 9)
            return x > 0 ? 1 : 0;

        double term = z, sum = z;
        for (int k = 1; k < 400; k++)
            sum += term *= 2 * z * z / ((2 * k) + 1);
        double erf = 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum;
        return 0.5 * (1 + (Math.Sign(x) * erf));
    }
}
