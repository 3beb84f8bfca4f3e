using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>x * sigmoid(x) is Silu; x * hardsigmoid(x) and x * relu6(x + 3) / 6 are HardSwish.</summary>
internal static class SelfGateRule
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

    private static bool TryGate(DraftNetwork network, DraftLayer product, DraftLayer x, DraftLayer gate)
    {
        if (gate.Kind == Kinds.Activate && gate.Input == x && (gate.IsFunction("Sigmoid") || gate.IsFunction("HardSigmoid")))
        {
            network.Substitute(product, RuleList.Function(gate.Activation == "Sigmoid" ? "Silu" : "HardSwish", x, null, gate, product));
            return true;
        }

        if (!gate.IsFunction("Relu6") || gate.Input.Uniform is not { Scale: 1, Bias: 3 } || gate.Input.Input != x)
            return false;
        // Six times HardSwish: the division by six behind it takes the factor away.
        DraftLayer function = RuleList.Function("HardSwish", x, null, gate.Input, gate, product);
        network.Substitute(product, AffineRules.Scaled(network, product, function, 6));
        return true;
    }
}
