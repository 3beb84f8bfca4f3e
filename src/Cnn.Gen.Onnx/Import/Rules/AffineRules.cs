using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>Factors and addends by channel: taken together, taken into the weights above, or left as depthwise convolutions of one tap.</summary>
internal static class AffineRules
{
    /// <summary>Puts <paramref name="layer"/> and a factor behind it in the place of <paramref name="old"/>; the new last layer.</summary>
    public static DraftLayer Scaled(DraftNetwork network, DraftLayer old, DraftLayer layer, double factor)
    {
        if (RuleList.Same(factor, 1))
            return layer;
        network.Layers.Insert(network.Layers.IndexOf(old), layer);
        double[] scale = new double[layer.Shape.Channels];
        Array.Fill(scale, factor);
        var affine = new DraftLayer(Kinds.Affine, layer.Shape, layer);
        return affine.With("scale", Tensor.Of([scale.Length], scale)).With("bias", Tensor.Of([scale.Length], new double[scale.Length]));
    }

    /// <summary>Two in sequence become one; one that does nothing goes.</summary>
    public static void Merge(DraftNetwork network)
    {
        foreach (DraftLayer layer in network.Layers.Where(layer => layer.Kind == Kinds.Affine).ToArray())
        {
            if (layer.Input.Kind == Kinds.Affine && network.HasOneReader(layer.Input))
            {
                DraftLayer above = layer.Input;
                (double[] scale, double[] bias) = (Reals(layer, "scale"), Reals(layer, "bias"));
                Set(layer, "scale", Zip(Reals(above, "scale"), scale, static (a, s) => a * s));
                Set(layer, "bias", Zip(Zip(Reals(above, "bias"), scale, static (a, s) => a * s), bias, static (a, b) => a + b));
                layer.IsAddend |= above.IsAddend;
                layer.Sources.InsertRange(0, above.Sources);
                network.Replace(above, above.Input);
            }

            // The constants of formulas are written with as many digits as single precision holds.
            if (Reals(layer, "scale").All(static value => Math.Abs(value - 1) < 1e-6) && Reals(layer, "bias").All(static value => value == 0))
                network.Replace(layer, layer.Input);
        }
    }

    /// <summary>Behind a convolution, dense layer or batch-norm that no one else reads, its weights and bias take them in.</summary>
    public static void IntoWeights(DraftNetwork network)
    {
        foreach (DraftLayer layer in network.Layers.Where(layer => layer.Kind == Kinds.Affine).ToArray())
        {
            DraftLayer above = layer.Input;
            bool fits = above is { Kind: Kinds.Conv or Kinds.Depthwise or Kinds.ConvTranspose or Kinds.Dense or Kinds.BatchNorm, Activation: "None" }
                && network.HasOneReader(above);
            if (!fits)
                continue;
            (double[] scale, double[] bias) = (Reals(layer, "scale"), Reals(layer, "bias"));
            string role = above.Kind == Kinds.BatchNorm ? "scale" : "weight";
            Tensor weight = above.Parameters[role];
            if (scale.Any(static value => value != 1))
            {
                // Output channels are innermost.
                double[] values = weight.Reals();
                for (int i = 0; i < values.Length; i++)
                    values[i] *= scale[i % scale.Length];
                above.With(role, Tensor.Of(weight.Kind, weight.Dims, values));
            }

            if (above.Parameters.ContainsKey("bias"))
                bias = Zip(Zip(Reals(above, "bias"), scale, static (b, s) => b * s), bias, static (a, b) => a + b);
            if (layer.IsAddend || bias.Any(static value => value != 0) || above.Parameters.ContainsKey("bias"))
            {
                above.Arguments.RemoveAll(argument => argument.Name == "Bias");
                Set(above, "bias", bias);
            }

            above.Sources.AddRange(layer.Sources);
            network.Replace(layer, above);
        }
    }

    /// <summary>What is left becomes <c>[DepthwiseConv2D(1)]</c>.</summary>
    public static void AsLayers(DraftNetwork network)
    {
        foreach (DraftLayer layer in network.Layers.Where(layer => layer.Kind == Kinds.Affine))
        {
            layer.Kind = Kinds.Depthwise;
            layer.Window = new DraftWindow(1, 1);
            Tensor scale = layer.Parameters["scale"], bias = layer.Parameters["bias"];
            layer.Parameters.Clear();
            layer.With("weight", scale.WithDims([1, 1, 1, scale.Length]));
            if (bias.Reals().All(static value => value == 0))
                layer.Arguments.Add(new ArgumentSpec("Bias", false));
            else
                layer.With("bias", bias);
        }
    }

    private static double[] Reals(DraftLayer layer, string role) => layer.Parameters[role].Reals();

    private static void Set(DraftLayer layer, string role, double[] values) => layer.With(role, Tensor.Of([values.Length], values));

    private static double[] Zip(double[] a, double[] b, Func<double, double, double> function) => [.. a.Zip(b, function)];
}
