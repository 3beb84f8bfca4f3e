namespace Cnn.Gen.Compiler.Graph;

/// <summary>An activation function with its constant.</summary>
/// <param name="Kind">A member of the library's <c>Activation</c>, or <c>Clip</c>.</param>
/// <param name="Alpha">Its constant, or the lower bound; 0 for those that have none.</param>
/// <param name="Upper">The upper bound of <c>Clip</c>; 0 for all others.</param>
public readonly record struct Activation(string Kind, double Alpha, double Upper = 0)
{
    /// <summary>The kinds that there are, with the default of their constant; null for those without one.</summary>
    public static IReadOnlyDictionary<string, double?> Kinds { get; } = new Dictionary<string, double?>
    {
        ["None"] = null, ["Relu"] = null, ["Relu6"] = null, ["LeakyRelu"] = 0.01, ["Elu"] = 1, ["Selu"] = null, ["Gelu"] = null,
        ["GeluTanh"] = null, ["Silu"] = null, ["HardSwish"] = null, ["Sigmoid"] = null, ["HardSigmoid"] = 1.0 / 6,
        ["Tanh"] = null, ["Softplus"] = null,
    };

    /// <summary>f(x) = x.</summary>
    public static Activation None => new("None", 0);

    /// <summary>min(max(x, minimum), maximum): a layer of its own among users' attributes, an activation like others here.</summary>
    public static Activation Clip(double minimum, double maximum) => new("Clip", minimum, maximum);

    /// <summary>Whether it does nothing.</summary>
    public bool IsNone => Kind is "None";

    /// <summary>Its name and, where it has one, its constant.</summary>
    public string Text => Kind == "Clip" ? $"{Kind} {Number(Alpha)} {Number(Upper)}" : IsStandard ? Kind : $"{Kind} {Number(Alpha)}";

    /// <summary>A name that tells it apart from others of its kind, as part of an identifier.</summary>
    public string Identifier
    {
        get
        {
            if (IsStandard || (Kind != "Clip" && Kinds[Kind] == Alpha))
                return Kind;
            string constants = Kind == "Clip" ? $"{Number(Alpha)}_{Number(Upper)}" : Number(Alpha);
            return $"{Kind}_{constants.Replace("-", "m").Replace(".", "_").Replace("+", string.Empty)}";
        }
    }

    /// <summary>Whether it is of a kind that has no constant.</summary>
    private bool IsStandard => Kind != "Clip" && Kinds[Kind] is null;

    private static string Number(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether it is so cheap that it is best applied in registers, before the result is stored.</summary>
    public bool IsCheap => Kind is "None" or "Relu" or "Relu6" or "LeakyRelu" or "Clip";

    /// <summary>Whether it is cheap and never decreases, so that the largest of some results is the result of the largest, in the same bits.</summary>
    public bool IsIncreasing => Kind is "None" or "Relu" or "Relu6" or "Clip" || (Kind == "LeakyRelu" && Alpha > 0);

    /// <summary>Whether f'(x) can be told from f(x) alone, so that x need not be kept.</summary>
    public bool GradientFromOutput => Kind switch
    {
        "Relu" or "Relu6" or "Selu" or "Sigmoid" or "Tanh" => true,
        "LeakyRelu" or "Elu" => Alpha >= 0,
        "HardSigmoid" => Alpha > 0,
        _ => false,
    };
}
