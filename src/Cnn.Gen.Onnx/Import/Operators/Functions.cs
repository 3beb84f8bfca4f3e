using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Operators that are functions of one number, element by element.</summary>
internal static class Functions
{
    // Bounds that no single-precision number exceeds stand for none.
    private const double Largest = float.MaxValue;

    /// <summary>An operator without constants.</summary>
    public static Action<NodeContext> Plain(string function) => node =>
    {
        node.Node.Ignore("consumed_inputs");
        node.Result(Apply(node, node.View(0), function));
    };

    /// <summary>An operator with <c>alpha</c>.</summary>
    public static Action<NodeContext> WithAlpha(string function, double onnx, double usual) => node =>
    {
        double alpha = node.Node.Real("alpha", onnx);
        node.Node.Ignore("consumed_inputs");
        node.Result(Apply(node, node.View(0), function, alpha == usual ? null : alpha));
    };

    /// <summary>clip(alpha * x + beta, 0, 1).</summary>
    public static void HardSigmoid(NodeContext node)
    {
        double alpha = node.Node.Real("alpha", 0.2), beta = node.Node.Real("beta", 0.5);
        node.Node.Ignore("consumed_inputs");
        View x = node.View(0);
        if (beta != 0.5)
            x = Elementwise.Affine(node, x, null, Tensor.Of([], [(beta - 0.5) / alpha]));
        node.Result(Apply(node, x, "HardSigmoid", Math.Abs(alpha - (1.0 / 6)) < 1e-7 ? null : alpha));
    }

    /// <summary>gamma * (x for x &gt; 0, else alpha * (exp(x) - 1)).</summary>
    public static void Selu(NodeContext node)
    {
        // Opset 1 rounded the constants differently.
        double alpha = node.Node.Real("alpha", node.Opset < 6 ? 1.6732 : 1.67326319217681884765625);
        double gamma = node.Node.Real("gamma", node.Opset < 6 ? 1.0507 : 1.05070102214813232421875);
        node.Node.Ignore("consumed_inputs");
        View x = node.View(0);
        if (Math.Abs(alpha - 1.6732632423543772) < 1e-6 && Math.Abs(gamma - 1.0507009873554805) < 1e-6)
            node.Result(Apply(node, x, "Selu"));
        else
            node.Result(Elementwise.Scaled(node, Apply(node, x, "Elu", alpha == 1 ? null : alpha), gamma));
    }

    /// <summary>alpha * elu(x / alpha).</summary>
    public static void Celu(NodeContext node)
    {
        double alpha = node.Node.Real("alpha", 1);
        View x = node.View(0);
        node.Result(alpha == 1
            ? Apply(node, x, "Elu")
            : Elementwise.Scaled(node, Apply(node, Elementwise.Scaled(node, x, 1 / alpha), "Elu"), alpha));
    }

    /// <summary>The exact form, or with <c>approximate</c> that of tanh.</summary>
    public static void Gelu(NodeContext node)
    {
        string form = node.Node.Text("approximate", "none");
        node.Result(Apply(node, node.View(0), form switch
        {
            "none" => "Gelu",
            "tanh" => "GeluTanh",
            _ => throw new UnsupportedException("approximate", $"'{form}' is neither none nor tanh"),
        }));
    }

    /// <summary>x * tanh(softplus(x)).</summary>
    public static void Mish(NodeContext node)
    {
        View x = node.View(0);
        node.Result(Elementwise.Combine(node, Kinds.Multiply, x, Apply(node, Apply(node, x, "Softplus"), "Tanh")));
    }

    /// <summary>min(max(x, min), max): bounds as attributes before opset 11, as inputs from then on.</summary>
    public static void Clip(NodeContext node)
    {
        node.Node.Ignore("consumed_inputs");
        double low = node.Opset < 11 ? node.Node.Real("min", -Largest) : Bound(node, 1, "min", -Largest);
        double high = node.Opset < 11 ? node.Node.Real("max", Largest) : Bound(node, 2, "max", Largest);
        node.Result(Clip(node, node.View(0), low, high));
    }

    /// <summary>Max and Min of a value and constants.</summary>
    public static Action<NodeContext> Limit(bool isMaximum) => node =>
    {
        View[] views = [.. node.Operands.Where(operand => operand.View is not null).Select(operand => operand.View!)];
        Tensor[] constants = [.. node.Operands.Where(operand => operand.Constant is not null).Select(operand => operand.Constant!)];
        if (views.Length != 1 || constants.Any(constant => constant.Reals().Distinct().Count() != 1))
            throw new UnsupportedException("", "one operand must depend on the model's input, all others must be single numbers");
        double[] bounds = [.. constants.Select(constant => constant.Real(0))];
        if (bounds.Length == 0)
            node.Result(views[0]);
        else
            node.Result(isMaximum ? Clip(node, views[0], bounds.Max(), Largest) : Clip(node, views[0], -Largest, bounds.Min()));
    };

    /// <summary>x for x &gt; 0, else slope * x.</summary>
    public static void PRelu(NodeContext node)
    {
        node.Node.Ignore("consumed_inputs");
        View x = node.View(0);
        if (node.Has(1) && node.Operands[1].View is { } slope)
        {
            // relu(x) - slope * relu(-x).
            View negative = Apply(node, Elementwise.Scaled(node, x, -1), "Relu");
            View product = Elementwise.Combine(node, Kinds.Multiply, negative, slope);
            node.Result(Elementwise.Combine(node, Kinds.Add, Apply(node, x, "Relu"), Elementwise.Scaled(node, product, -1)));
            return;
        }

        Tensor slopes = node.RequiredConstant(1, "slope");
        if (node.Opset < 7 && slopes.Dims is [> 1 and int count] && x.Rank > 2)
            slopes = slopes.WithDims([count, .. Enumerable.Repeat(1, x.Rank - 2)]);
        if (Broadcasting.IsSpatial(x, slopes))
            x = node.Arranger.Apply(x, Rearrangement.Flatten(x.Layer.Shape), node.Node);
        DraftLayer layer = node.Add("PRelu", x.Layer);
        layer.With("slope", Tensor.Of([x.Layer.Shape.Channels], Broadcasting.ChannelVector(x, slopes, "slope")));
        node.Result(x.On(layer));
    }

    /// <summary>The error function: only as part of Gelu.</summary>
    public static void Erf(NodeContext node)
    {
        View x = node.View(0);
        node.Result(x.On(node.Add(Kinds.Erf, x.Layer)));
    }

    /// <summary>A function of each element.</summary>
    public static View Apply(NodeContext node, View x, string function, double? alpha = null)
    {
        DraftLayer layer = node.Add(Kinds.Activate, x.Layer);
        (layer.Activation, layer.Alpha) = (function, alpha);
        return x.On(layer);
    }

    private static View Clip(NodeContext node, View x, double low, double high)
    {
        if (double.IsNaN(low) || double.IsNaN(high) || low > high)
            throw new UnsupportedException("min", $"a range from {low} to {high} has no number in it");
        (low, high) = (Math.Max(low, -Largest), Math.Min(high, Largest));
        if (low == -Largest && high == Largest)
            return x;
        if (low == 0 && high is 6 or Largest)
            return Apply(node, x, high == 6 ? "Relu6" : "Relu");
        DraftLayer layer = node.Add("Clip", x.Layer);
        layer.With("minimum", low).With("maximum", high);
        return x.On(layer);
    }

    private static double Bound(NodeContext node, int input, string name, double none)
    {
        Tensor? bound = node.Constant(input, name);
        if (bound is null)
            return none;
        return bound.Length == 1 ? bound.Real(0) : throw new UnsupportedException(name, $"a single number is expected, but {bound.Length} came");
    }
}
