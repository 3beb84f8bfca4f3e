using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>relu6(a*x + 3) / 6 and clip(a*x + 1/2, 0, 1) are HardSigmoid.</summary>
internal static class HardSigmoidRule
{
    /// <summary>Runs the rule.</summary>
    public static void Apply(DraftNetwork network)
    {
        foreach (DraftLayer layer in network.Layers.ToArray())
        {
            if (Match(layer) is not { } found)
                continue;
            double? alpha = RuleList.Same(found.Alpha, 1.0 / 6) ? null : found.Alpha;
            network.Substitute(layer, RuleList.Function("HardSigmoid", found.Input, alpha, found.Parts));
        }
    }

    private static (DraftLayer Input, double Alpha, DraftLayer[] Parts)? Match(DraftLayer layer)
    {
        if (layer.Kind == "Clip" && Bound(layer, "minimum") == 0 && Bound(layer, "maximum") == 1 && layer.Input.Uniform is { } inner
            && RuleList.Same(inner.Bias, 0.5) && inner.Scale > 0)
            return (layer.Input.Input, inner.Scale, [layer.Input, layer]);
        if (layer.Uniform is { Bias: 0 } outer && layer.Input.IsFunction("Relu6") && layer.Input.Input.Uniform is { Scale: > 0 } shift
            && RuleList.Same(outer.Scale * 6, 1) && RuleList.Same(shift.Bias, 3))
            return (layer.Input.Input.Input, shift.Scale / 6, [layer.Input.Input, layer.Input, layer]);
        return null;
    }

    private static double Bound(DraftLayer layer, string name) => (double)layer.Arguments.Single(argument => argument.Name == name).Value!;
}
