namespace Cnn.Gen;

/// <summary>
/// A function applied to each number. Derivatives at kinks are those of PyTorch: zero, or that of the left branch, as said below.
/// </summary>
public enum Activation
{
    /// <summary>x. Derivative 1.</summary>
    None,

    /// <summary>max(x, 0). Derivative 1 for x &gt; 0, else 0; 0 at 0.</summary>
    Relu,

    /// <summary>min(max(x, 0), 6). Derivative 1 for 0 &lt; x &lt; 6, else 0; 0 at 0 and at 6.</summary>
    Relu6,

    /// <summary>x for x &gt; 0, else Alpha*x; Alpha is 0.01 where not given. Derivative 1 for x &gt; 0, else Alpha; Alpha at 0.</summary>
    LeakyRelu,

    /// <summary>x for x &gt; 0, else Alpha*(exp(x) - 1); Alpha is 1 where not given. Derivative 1 for x &gt; 0, else Alpha*exp(x); Alpha at 0.</summary>
    Elu,

    /// <summary>
    /// s*x for x &gt; 0, else s*a*(exp(x) - 1), s = 1.0507009873554805, a = 1.6732632423543772 (Klambauer et al. 2017). Derivative s for
    /// x &gt; 0, else s*a*exp(x); s*a at 0.
    /// </summary>
    Selu,

    /// <summary>x*P(x), P(x) = (1 + erf(x / sqrt(2))) / 2. Derivative P(x) + x*exp(-x*x/2) / sqrt(2*pi).</summary>
    Gelu,

    /// <summary>x*(1 + tanh(u)) / 2, u = sqrt(2/pi)*(x + 0.044715*x^3). Derivative (1 + tanh(u))/2 + x*(1 - tanh(u)^2)*u'/2.</summary>
    GeluTanh,

    /// <summary>x*s(x), s(x) = 1 / (1 + exp(-x)). Derivative s(x)*(1 + x*(1 - s(x))).</summary>
    Silu,

    /// <summary>x*clip(x/6 + 1/2, 0, 1). Derivative 0 for x &lt;= -3, 1 for x &gt;= 3, else x/3 + 1/2; 0 at -3 and 1 at 3.</summary>
    HardSwish,

    /// <summary>s = 1 / (1 + exp(-x)). Derivative s*(1 - s).</summary>
    Sigmoid,

    /// <summary>clip(Alpha*x + 0.5, 0, 1); Alpha is 1/6 where not given. Derivative Alpha where 0 &lt; Alpha*x + 0.5 &lt; 1, else 0; 0 at both kinks.</summary>
    HardSigmoid,

    /// <summary>tanh(x). Derivative 1 - tanh(x)^2.</summary>
    Tanh,

    /// <summary>log(1 + exp(x)). Derivative 1 / (1 + exp(-x)).</summary>
    Softplus,
}
