using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>
/// x/2 * (1 + erf(x / sqrt(2))) is Gelu; x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))) is GeluTanh; wherever the half is multiplied in.
/// </summary>
internal static class GeluRule
{
    /// <summary>Runs the rule.</summary>
    public static void Apply(DraftNetwork network)
    {
        foreach (DraftLayer layer in network.Layers.Where(layer => layer is { Kind: Kinds.Multiply, Inputs.Count: 2 }).ToArray())
        {
            if (!TryGate(network, layer, layer.Inputs[0], layer.Inputs[1]))
                TryGate(network, layer, layer.Inputs[1], layer.Inputs[0]);
        }
    }

    private static bool TryGate(DraftNetwork network, DraftLayer product, DraftLayer factor, DraftLayer gate)
    {
        if (gate.Uniform is not { } half || !RuleList.Same(half.Bias, half.Scale))
            return false;
        DraftLayer curve = gate.Input;
        (DraftLayer? x, string function) = curve switch
        {
            { Kind: Kinds.Erf } when Scaled(curve.Input, 1 / Math.Sqrt(2)) is { } plain => (plain, "Gelu"),
            _ when curve.IsFunction("Tanh") && Scaled(curve.Input, Math.Sqrt(2 / Math.PI)) is { } sum => (Cubic(sum), "GeluTanh"),
            _ => (null, ""),
        };
        if (x is null)
            return false;
        double scale = factor == x ? 1 : factor.Uniform is { Bias: 0 } own && factor.Input == x ? own.Scale : 0;
        if (scale == 0)
            return false;
        DraftLayer gelu = RuleList.Function(function, x, null, curve, gate, product);
        network.Substitute(product, AffineRules.Scaled(network, product, gelu, 2 * scale * half.Scale));
        return true;
    }

    /// <summary>The input of a layer that multiplies by <paramref name="factor"/>.</summary>
    private static DraftLayer? Scaled(DraftLayer layer, double factor) =>
        layer.Uniform is { Bias: 0 } found && RuleList.Same(found.Scale, factor) ? layer.Input : null;

    /// <summary>x of x + 0.044715 x^3 or x * (1 + 0.044715 x^2).</summary>
    private static DraftLayer? Cubic(DraftLayer layer)
    {
        if (layer is not { Kind: Kinds.Add or Kinds.Multiply, Inputs.Count: 2 })
            return null;
        foreach ((DraftLayer x, DraftLayer other) in new[] { (layer.Inputs[0], layer.Inputs[1]), (layer.Inputs[1], layer.Inputs[0]) })
        {
            if (other.Uniform is not { } term || !RuleList.Same(term.Scale, 0.044715))
                continue;
            if (layer.Kind == Kinds.Add ? term.Bias == 0 && IsPower(other.Input, x, 3) : term.Bias == 1 && IsPower(other.Input, x, 2))
                return x;
        }

        return null;
    }

    private static bool IsPower(DraftLayer layer, DraftLayer x, int power)
    {
        if (layer == x)
            return power == 1;
        return layer is { Kind: Kinds.Multiply, Inputs: [var a, var b] } && power > 1
            && ((a == x && IsPower(b, x, power - 1)) || (b == x && IsPower(a, x, power - 1)));
    }
}
