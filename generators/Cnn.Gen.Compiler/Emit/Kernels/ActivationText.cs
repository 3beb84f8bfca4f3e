using System.Globalization;
using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The bodies of activation functions and their gradients.</summary>
public sealed class ActivationText(FunctionLibrary functions, Dialect dialect)
{
    /// <summary>sqrt(2 / pi).</summary>
    private const double SqrtTwoOverPi = 0.79788456080286535588;

    private const double SeluScale = 1.0507009873554804934193349852946;

    private const double SeluAlpha = 1.6732632423543772848170429916717;

    private readonly ElementaryText _elementary = new(functions, dialect);

    private string Zero => dialect.Zero;

    private string One => C(1);

    /// <summary>What the function is, for its comment.</summary>
    public static string Formula(Activation activation) => activation.Kind switch
    {
        "Relu" => "max(x, 0)",
        "Relu6" => "min(max(x, 0), 6)",
        "LeakyRelu" => "x where it is positive, alpha * x elsewhere",
        "Elu" => "x where it is positive, alpha * (exp(x) - 1) elsewhere",
        "Selu" => "scale * (x where it is positive, alpha * (exp(x) - 1) elsewhere)",
        "Gelu" => "x / 2 * (1 + erf(x / sqrt(2)))",
        "GeluTanh" => "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
        "Silu" => "x / (1 + exp(-x))",
        "HardSwish" => "x * min(max(x / 6 + 1 / 2, 0), 1)",
        "Sigmoid" => "1 / (1 + exp(-x))",
        "HardSigmoid" => "min(max(alpha * x + 1 / 2, 0), 1)",
        "Tanh" => "tanh(x)",
        "Softplus" => "log(1 + exp(x))",
        "Clip" => $"x, but at least {activation.Alpha.ToString("R", CultureInfo.InvariantCulture)} and at most {activation.Upper.ToString("R", CultureInfo.InvariantCulture)}",
        _ => "x",
    };

    /// <summary>f(x) as an expression, for those that are <see cref="Activation.IsCheap"/>.</summary>
    public static string Cheap(Dialect dialect, Activation activation, string x) => activation.Kind switch
    {
        "Relu" => dialect.Positive(x),
        "Relu6" => $"{dialect.Static}Min({dialect.Positive(x)}, {dialect.Constant(6)})",
        "Clip" => $"{dialect.Static}Min({dialect.Static}Max({x}, {dialect.Constant(activation.Alpha)}), {dialect.Constant(activation.Upper)})",
        "LeakyRelu" => $"{dialect.S}.ConditionalSelect({dialect.S}.GreaterThan({x}, {dialect.Zero}), {x}, {x} * {dialect.Constant(activation.Alpha)})",
        _ => x,
    };

    /// <summary>The body of f(x).</summary>
    public string Function(Activation activation)
    {
        string alpha = C(activation.Alpha);
        switch (activation.Kind)
        {
            case "Relu" or "Relu6" or "LeakyRelu" or "Clip":
                return Return(Cheap(dialect, activation, "x"));
            case "Elu":
                return Return(Select($"{S}.GreaterThan(x, {Zero})", "x", $"{alpha} * {_elementary.Expm1($"{S}.Min(x, {Zero})")}"));
            case "Selu":
                return Return($"{C(SeluScale)} * {Select($"{S}.GreaterThan(x, {Zero})", "x", $"{C(SeluAlpha)} * {_elementary.Expm1($"{S}.Min(x, {Zero})")}")}");
            case "Gelu":
                return Return($"{C(0.5)} * x * ({One} + {_elementary.Erf($"x * {C(Math.Sqrt(0.5))}")})");
            case "GeluTanh":
                return Return($"{C(0.5)} * x * ({One} + {_elementary.Tanh($"{C(SqrtTwoOverPi)} * (x + ({C(0.044715)} * x * x * x))")})");
            case "Silu":
                return Return($"x * {Sigmoid("x")}");
            case "HardSwish":
                return Return($"x * {S}.Min({S}.Max((x / {C(6)}) + {C(0.5)}, {Zero}), {One})");
            case "Sigmoid":
                return Return(SigmoidExpression("x"));
            case "HardSigmoid":
                return Return($"{S}.Min({S}.Max({dialect.Fma(alpha, "x", C(0.5))}, {Zero}), {One})");
            case "Tanh":
                return _elementary.TanhBody();
            case "Softplus":
                return Return($"{S}.Max(x, {Zero}) + {_elementary.Log1p(_elementary.Exp($"-{S}.Abs(x)"))}");
            default:
                return Return("x");
        }
    }

    /// <summary>The body of dy * f', in terms of y where <see cref="Activation.GradientFromOutput"/>, otherwise of x.</summary>
    public string Gradient(Activation activation)
    {
        string alpha = C(activation.Alpha);
        switch (activation.Kind)
        {
            case "Relu":
                return Return(Select($"{S}.GreaterThan(y, {Zero})", "dy", Zero));
            case "Relu6":
                return Return(Select($"{S}.GreaterThan(y, {Zero})", Select($"{S}.LessThan(y, {C(6)})", "dy", Zero), Zero));
            case "Clip":
                return Return(Select($"{S}.LessThanOrEqual(x, {C(activation.Upper)})", Select($"{S}.LessThanOrEqual({alpha}, x)", "dy", Zero), Zero));
            case "LeakyRelu":
                return Return(Select($"{S}.GreaterThan({At(activation)}, {Zero})", "dy", $"dy * {alpha}"));
            case "Elu":
                return activation.GradientFromOutput
                    ? Return(Select($"{S}.GreaterThan(y, {Zero})", "dy", $"dy * (y + {alpha})"))
                    : Return(Select($"{S}.GreaterThan(x, {Zero})", "dy", $"dy * {alpha} * {_elementary.Exp($"{S}.Min(x, {Zero})")}"));
            case "Selu":
                return Return($"dy * {Select($"{S}.GreaterThan(y, {Zero})", C(SeluScale), $"y + {C(SeluScale * SeluAlpha)}")}");
            case "Gelu":
                return $"{V} density = {C(SqrtTwoOverPi / 2)} * {_elementary.Exp($"{C(-0.5)} * x * x")};\n"
                    + Return($"dy * (({C(0.5)} * ({One} + {_elementary.Erf($"x * {C(Math.Sqrt(0.5))}")})) + (x * density))");
            case "GeluTanh":
                return $"{V} t = {_elementary.Tanh($"{C(SqrtTwoOverPi)} * (x + ({C(0.044715)} * x * x * x))")};\n"
                    + $"{V} slope = {C(SqrtTwoOverPi)} * ({One} + ({C(3 * 0.044715)} * x * x));\n"
                    + Return($"dy * (({C(0.5)} * ({One} + t)) + ({C(0.5)} * x * ({One} - (t * t)) * slope))");
            case "Silu":
                return $"{V} s = {Sigmoid("x")};\n" + Return($"dy * s * ({One} + (x * ({One} - s)))");
            case "HardSwish":
                return $"{V} slope = (x / {C(3)}) + {C(0.5)};\n"
                    + Return($"dy * {Select($"{S}.GreaterThan(x, {C(-3)})", Select($"{S}.LessThan(x, {C(3)})", "slope", One), Zero)}");
            case "Sigmoid":
                return Return($"dy * y * ({One} - y)");
            case "HardSigmoid" when activation.GradientFromOutput:
                return Return(Select($"{S}.GreaterThan(y, {Zero})", Select($"{S}.LessThan(y, {One})", $"dy * {alpha}", Zero), Zero));
            case "HardSigmoid":
                return $"{V} y = {dialect.Fma(alpha, "x", C(0.5))};\n"
                    + Return(Select($"{S}.GreaterThan(y, {Zero})", Select($"{S}.LessThan(y, {One})", $"dy * {alpha}", Zero), Zero));
            case "Tanh":
                return Return($"dy * ({One} - (y * y))");
            case "Softplus":
                return Return($"dy * {Sigmoid("x")}");
            default:
                return Return("dy");
        }
    }

    private string S => dialect.S;

    private string V => dialect.V;

    private static string At(Activation activation) => activation.GradientFromOutput ? "y" : "x";

    private string C(double number) => dialect.Constant(number);

    private string Select(string condition, string then, string otherwise) => $"{S}.ConditionalSelect({condition}, {then}, {otherwise})";

    private string Sigmoid(string x) => functions.Call(dialect, new Activation("Sigmoid", 0), x);

    private string SigmoidExpression(string x) => $"{One} / ({One} + {_elementary.Exp($"-{x}")})";

    private static string Return(string expression) => $"return {expression};";
}
