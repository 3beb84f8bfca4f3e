using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>A function behind a layer that no one else reads is that layer's own.</summary>
internal static class ActivationRule
{
    /// <summary>Runs the rule.</summary>
    public static void Apply(DraftNetwork network)
    {
        foreach (DraftLayer function in network.Layers.Where(layer => layer.Kind == Kinds.Activate).ToArray())
        {
            DraftLayer above = function.Input;
            if (!Kinds.WithActivation.Contains(above.Kind) || above.Activation != "None" || !network.HasOneReader(above))
                continue;
            (above.Activation, above.Alpha) = (function.Activation, function.Alpha);
            above.Sources.AddRange(function.Sources);
            network.Replace(function, above);
        }
    }
}
