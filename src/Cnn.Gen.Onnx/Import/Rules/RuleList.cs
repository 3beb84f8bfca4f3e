using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>What makes of the layers of an exporter those that a person would write. Each rule works on the whole network.</summary>
internal static class RuleList
{
    /// <summary>The rules, in the order in which they run.</summary>
    private static readonly Action<DraftNetwork>[] All =
    [
        static network => network.RemoveUnread(),
        RangeRule.Apply,
        HardSigmoidRule.Apply,
        SelfGateRule.Apply,
        GeluRule.Apply,
        static network => network.RemoveUnread(),
        AffineRules.IntoWeights,
        AffineRules.Merge,
        AffineRules.IntoWeights,
        PaddingRule.Apply,
        ActivationRule.Apply,
        AffineRules.AsLayers,
        static network => network.RemoveUnread(),
    ];

    /// <summary>Runs them.</summary>
    public static void Apply(DraftNetwork network)
    {
        foreach (Action<DraftNetwork> rule in All)
            rule(network);
    }

    /// <summary>A function that takes the place of several layers.</summary>
    public static DraftLayer Function(string function, DraftLayer input, double? alpha, params IEnumerable<DraftLayer> parts)
    {
        var layer = new DraftLayer(Kinds.Activate, input.Shape, input) { Activation = function, Alpha = alpha };
        layer.Sources.AddRange(parts.SelectMany(part => part.Sources).Distinct());
        return layer;
    }

    /// <summary>Whether two constants of a formula are meant to be the same.</summary>
    public static bool Same(double a, double b) => Math.Abs(a - b) <= 1e-4 * Math.Max(1e-3, Math.Abs(b));
}
