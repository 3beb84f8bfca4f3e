using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Add, Sub, Mul, Div, Pow, Sum, Neg of values with values and of values with constants.</summary>
internal static class Elementwise
{
    /// <summary>a + b.</summary>
    public static void Add(NodeContext node) => Binary(node,
        (view, constant) => Affine(node, view, null, constant),
        (a, b) => Combine(node, Kinds.Add, a, b));

    /// <summary>a * b.</summary>
    public static void Mul(NodeContext node) => Binary(node,
        (view, constant) => Affine(node, view, constant, null),
        (a, b) => Combine(node, Kinds.Multiply, a, b));

    /// <summary>a - b.</summary>
    public static void Sub(NodeContext node)
    {
        if (node.Operands[0].Constant is not null)
            Binary(node, (view, constant) => Affine(node, Scaled(node, view, -1), null, constant), null);
        else
            Binary(node, (view, constant) => Affine(node, view, null, Map(constant, static value => -value)),
                (a, b) => Combine(node, Kinds.Add, a, Scaled(node, b, -1)));
    }

    /// <summary>a / b.</summary>
    public static void Div(NodeContext node)
    {
        if (node.Operands[0].Constant is not null)
            throw new UnsupportedException("", "a constant divided by a value that depends on the model's input is no layer");
        Binary(node, (view, constant) => Affine(node, view, Map(constant, static value => 1 / value), null), null);
    }

    /// <summary>-x.</summary>
    public static void Neg(NodeContext node) => node.Result(Scaled(node, node.View(0), -1));

    /// <summary>x to the power of 1, 2 or 3.</summary>
    public static void Pow(NodeContext node)
    {
        Tensor exponent = node.RequiredConstant(1, "exponent");
        View x = node.View(0);
        double power = exponent.Length == 1 ? exponent.Real(0) : double.NaN;
        switch (power)
        {
            case 1:
                node.Result(x);
                break;
            case 2:
                node.Result(Combine(node, Kinds.Multiply, x, x));
                break;
            case 3:
                node.Result(Combine(node, Kinds.Multiply, Combine(node, Kinds.Multiply, x, x), x));
                break;
            default:
                throw new UnsupportedException("exponent", exponent.Length == 1 ? $"x to the power of {power} is no layer" : "several exponents are no layer");
        }
    }

    /// <summary>The sum of any number of values.</summary>
    public static void Sum(NodeContext node)
    {
        View[] views = [.. node.Operands.Where(operand => operand.View is not null).Select(operand => operand.View!)];
        View sum = views.Skip(1).Aggregate(views[0], (a, b) => Combine(node, Kinds.Add, a, b));
        node.Result(node.Operands.Where(operand => operand.Constant is not null)
            .Aggregate(sum, (view, operand) => Affine(node, view, null, operand.Constant)));
    }

    /// <summary>factor * x.</summary>
    public static View Scaled(NodeContext node, View view, double factor) => Affine(node, view, Tensor.Of([], [factor]), null);

    /// <summary>scale * x + bias, where both follow ONNX's broadcasting and may differ by channel only.</summary>
    public static View Affine(NodeContext node, View view, Tensor? scale, Tensor? bias)
    {
        if (new[] { scale, bias }.Any(constant => constant is not null && Broadcasting.IsSpatial(view, constant)))
        {
            // As one pixel, every element is a channel. Whoever needs the image behind it will say that there is none.
            view = node.Arranger.Apply(view, Rearrangement.Flatten(view.Layer.Shape), node.Node);
        }

        int channels = view.Layer.Shape.Channels;
        double[] scales = scale is null ? Filled(channels, 1) : Broadcasting.ChannelVector(view, scale, "factor");
        double[] biases = bias is null ? new double[channels] : Broadcasting.ChannelVector(view, bias, "addend");
        DraftLayer layer = node.Add(Kinds.Affine, view.Layer);
        layer.With("scale", Tensor.Of([channels], scales)).With("bias", Tensor.Of([channels], biases));
        layer.IsAddend = bias is not null;
        int rank = Math.Max(scale?.Dims.Length ?? 0, bias?.Dims.Length ?? 0);
        return Broadcasting.WithRank(view, rank).On(layer);
    }

    /// <summary>A layer over two values; one of them may be 1x1 or of one channel.</summary>
    public static View Combine(NodeContext node, string kind, View a, View b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        (a, b) = (Broadcasting.WithRank(a, rank), Broadcasting.WithRank(b, rank));
        if (a.Dims.SequenceEqual(b.Dims) && a.Order.SequenceEqual(b.Order) && a.Layer.Shape == b.Layer.Shape)
            return a.On(node.Add(new DraftLayer(kind, a.Layer.Shape, a.Layer, b.Layer)));

        (Image left, Image right) = (node.Image(a), node.Image(b));
        if (left.IsSwapped != right.IsSwapped && left.Shape.Pixels > 1 && right.Shape.Pixels > 1)
            throw new UnsupportedException("", "one of its inputs has rows and columns exchanged");
        (left, right) = (WithChannels(node, left, right.Shape.Channels), WithChannels(node, right, left.Shape.Channels));
        Image large = left.Shape.Pixels >= right.Shape.Pixels ? left : right, small = large == left ? right : left;
        bool fits = small.Layer.Shape.Channels == large.Layer.Shape.Channels && (small.Shape.Pixels == 1 || small.Shape == large.Shape);
        if (!fits)
            throw new UnsupportedException("", $"shapes [{string.Join(", ", a.Dims)}] and [{string.Join(", ", b.Dims)}]: one must be the other's, 1x1 of as many channels, or of one channel");
        return large.Result(node.Add(new DraftLayer(kind, large.Layer.Shape, left.Layer, right.Layer)));
    }

    /// <summary>A value of one channel repeated over <paramref name="channels"/>, by a convolution of ones.</summary>
    private static Image WithChannels(NodeContext node, Image image, int channels)
    {
        Shape shape = image.Layer.Shape;
        if (shape.Channels != 1 || channels == 1)
            return image;
        DraftLayer repeat = Fixed.Convolution(node, image.Layer, channels, static (_, _) => 1);
        View view = image.Result(repeat);
        return new Image(view, image.IsSwapped);
    }

    private static void Binary(NodeContext node, Func<View, Tensor, View> withConstant, Func<View, View, View>? withView)
    {
        // Opset 1 and 6: the second operand's first axis stands at 'axis'.
        bool isOld = node.Node.Integer("broadcast", 0) != 0;
        long axis = node.Node.Integer("axis", -1);
        node.Node.Ignore("consumed_inputs");
        (Operand a, Operand b) = (node.Operands[0], node.Operands[1]);
        if (isOld && axis >= 0 && b.Constant is { } old)
            b = new Operand(old.WithDims([.. old.Dims, .. Enumerable.Repeat(1, Math.Max(0, a.Dims.Length - (int)axis - old.Dims.Length))]), null);
        if (a.View is not null && b.View is not null)
        {
            if (withView is null)
                throw new UnsupportedException("", "both operands depend on the model's input; no layer computes that");
            node.Result(withView(a.View, b.View));
            return;
        }

        node.Result(withConstant(a.View ?? b.View!, a.Constant ?? b.Constant!));
    }

    private static Tensor Map(Tensor tensor, Func<double, double> function) => Tensor.Of(tensor.Dims, Array.ConvertAll(tensor.Reals(), value => function(value)));

    private static double[] Filled(int length, double value)
    {
        var values = new double[length];
        Array.Fill(values, value);
        return values;
    }
}
