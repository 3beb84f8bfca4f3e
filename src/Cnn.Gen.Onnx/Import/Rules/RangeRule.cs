using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>Relu, Relu6 and Clip in sequence are one of them: clip(clip(x, c, d), a, b) = clip(x, clip(c, a, b), clip(d, a, b)).</summary>
internal static class RangeRule
{
    private const double Largest = float.MaxValue;

    /// <summary>Runs the rule.</summary>
    public static void Apply(DraftNetwork network)
    {
        foreach (DraftLayer layer in network.Layers.ToArray())
        {
            if (Range(layer) is not { } outer || Range(layer.Input) is not { } inner || !network.HasOneReader(layer.Input))
                continue;
            DraftLayer above = layer.Input;
            double low = Math.Clamp(inner.Low, outer.Low, outer.High), high = Math.Clamp(inner.High, outer.Low, outer.High);
            DraftLayer merged = low == 0 && (high is 6 or Largest)
                ? new DraftLayer(Kinds.Activate, layer.Shape, above.Input) { Activation = high == 6 ? "Relu6" : "Relu" }
                : new DraftLayer("Clip", layer.Shape, above.Input).With("minimum", (object)low).With("maximum", high);
            merged.Sources.AddRange(above.Sources.Concat(layer.Sources));
            network.Substitute(layer, merged);
            network.Layers.Remove(above);
        }
    }

    private static (double Low, double High)? Range(DraftLayer layer)
    {
        if (layer.Kind == "Clip")
            return ((double)layer.Arguments[0].Value!, (double)layer.Arguments[1].Value!);
        return layer.IsFunction("Relu") ? (0, Largest) : layer.IsFunction("Relu6") ? (0, 6) : null;
    }
}
