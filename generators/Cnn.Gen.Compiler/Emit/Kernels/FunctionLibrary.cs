using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The elementary functions that a model's kernels call, each written once for each width of vector that calls it. All are made of
/// operations that round the same at every width, so results do not depend on it.
/// </summary>
public sealed class FunctionLibrary
{
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The functions called so far, in a fixed order.</summary>
    public IEnumerable<string> Texts => _texts.Values;

    /// <summary>f(<paramref name="x"/>).</summary>
    public string Call(Dialect dialect, Activation activation, string x)
    {
        if (activation.IsNone)
            return x;
        string name = Name(activation);
        Add(dialect, name, $"{dialect.V} x", new ActivationText(this, dialect).Function(activation), ActivationText.Formula(activation));
        return $"{name}({x})";
    }

    /// <summary>dy * f'(..).</summary>
    public string CallGradient(Dialect dialect, Activation activation, string dy, string at)
    {
        if (activation.IsNone)
            return dy;
        string name = Name(activation) + "Gradient";
        string operand = activation.GradientFromOutput ? "y" : "x";
        Add(dialect, name, $"{dialect.V} dy, {dialect.V} {operand}", new ActivationText(this, dialect).Gradient(activation),
            $"dy times the derivative of {activation.Kind}, from its {(activation.GradientFromOutput ? "output" : "input")}");
        return $"{name}({dy}, {at})";
    }

    /// <summary>e to the <paramref name="x"/>.</summary>
    public string CallExp(Dialect dialect, string x)
    {
        new ElementaryText(this, dialect).AddExp();
        return $"Exp({x})";
    }

    /// <summary><paramref name="x"/>, a positive number, to the power of <paramref name="exponent"/>.</summary>
    public string CallPower(Dialect dialect, string x, double exponent) => new ElementaryText(this, dialect).Power(x, exponent);

    /// <summary>Adds a function, unless it is there.</summary>
    public void Add(Dialect dialect, string name, string parameters, string body, string summary)
    {
        string key = $"{name} {dialect.V}";
        if (_texts.ContainsKey(key))
            return;
        string indented = string.Join("\n", body.Replace("\r", string.Empty).Split('\n').Select(line => line.Length == 0 ? line : "    " + line));
        _texts[key] = $"/// <summary>{summary}.</summary>\n[MethodImpl(MethodImplOptions.AggressiveInlining)]\n"
            + $"private static {dialect.V} {name}({parameters})\n{{\n{indented}\n}}";
    }

    /// <summary>The name of an activation's function; kinds with a constant may be there with several.</summary>
    public static string Name(Activation activation) => activation.Identifier;
}
