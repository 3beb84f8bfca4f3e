using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>BatchNormalization, InstanceNormalization, LRN, Softmax and Dropout.</summary>
internal static class Norms
{
    private static readonly string[] Roles = ["scale", "bias", "mean", "variance"];

    /// <summary>Scale, bias, mean and variance, one number a channel. ONNX's momentum weighs the old average, PyTorch's and ours the new.</summary>
    public static void BatchNorm(NodeContext node)
    {
        double epsilon = node.Node.Real("epsilon", 1e-5), momentum = node.Node.Real("momentum", 0.9);
        node.Node.Ignore("is_test", "consumed_inputs");
        if (node.Node.Integer("spatial", 1) == 0)
            throw new UnsupportedException("spatial", "statistics for each element are no layer; those for each channel are");
        if (node.Node.Integer("training_mode", 0) != 0)
            throw new UnsupportedException("training_mode", "the node computes statistics of the batch; export the model in evaluation mode");
        node.RefuseOutputs(1, "running averages");
        View x = node.View(0);
        Tensor[] values = [.. Roles.Select((role, i) => AlongChannels(node.RequiredConstant(i + 1, role), x.Rank))];
        if (values.Any(constant => Broadcasting.IsSpatial(x, constant)))
            x = node.Arranger.Apply(x, Rearrangement.Flatten(x.Layer.Shape), node.Node);
        DraftLayer layer = node.Add(Kinds.BatchNorm, x.Layer);
        if (epsilon != 1e-5)
            layer.With("Epsilon", epsilon);
        double ours = Math.Round(1 - momentum, 7);
        if (ours != 0.1)
            layer.With("Momentum", ours);
        for (int i = 0; i < Roles.Length; i++)
            layer.With(Roles[i], Tensor.Of([x.Layer.Shape.Channels], Broadcasting.ChannelVector(x, values[i], Roles[i])));
        node.Result(x.On(layer));
    }

    /// <summary>Scale and bias over statistics of each image's channel.</summary>
    public static void InstanceNorm(NodeContext node)
    {
        double epsilon = node.Node.Real("epsilon", 1e-5);
        node.Node.Ignore("consumed_inputs");
        Image image = node.Image(0);
        DraftLayer layer = node.Add("InstanceNorm", image.Layer);
        if (epsilon != 1e-5)
            layer.With("Epsilon", epsilon);
        layer.With("scale", PerChannel(node, 1, "scale", image.Shape.Channels)).With("bias", PerChannel(node, 2, "B", image.Shape.Channels));
        node.Result(image.Result(layer));
    }

    /// <summary>x / (bias + alpha / size * sum of squares of size neighbouring channels) ^ beta.</summary>
    public static void Lrn(NodeContext node)
    {
        long size = node.Node.Integer("size", 0);
        (string Name, double Value, double Usual)[] constants =
        [
            ("Alpha", node.Node.Real("alpha", 1e-4), 1e-4), ("Beta", node.Node.Real("beta", 0.75), 0.75), ("K", node.Node.Real("bias", 1), 1),
        ];
        int axis = 1;
        View x = node.WithChannelsAt(node.View(0), ref axis);
        DraftLayer layer = node.Add("Lrn", x.Layer).With("size", size);
        foreach ((string name, double value, double usual) in constants)
        {
            if (value != usual)
                layer.With(name, value);
        }

        node.Result(x.On(layer));
    }

    /// <summary>Over one axis from opset 13 on; before, over all axes from <c>axis</c> on taken together.</summary>
    public static void Softmax(NodeContext node)
    {
        View x = node.View(0);
        int axis = Windows.Checked(node.Node.Integer("axis", node.Opset < 13 ? 1 : -1), "axis", -x.Rank);
        axis = axis < 0 ? axis + x.Rank : axis;
        if (axis >= x.Rank)
            throw new UnsupportedException("axis", $"a value of shape [{string.Join(", ", x.Dims)}] has no axis {axis}");
        int[] dims = x.Dims;
        View flat = node.Opset >= 13 ? x : x.WithDims([.. dims.Take(axis), dims.Skip(axis).Aggregate(1, (product, side) => product * side)]);
        bool isWhole = flat.Layer.Shape.Pixels > 1 && flat.Dims[axis] == flat.Layer.Shape.Length
            && flat.Axes() is { } axes && axes[axis].All(atom => atom.Axis != LayerAxis.Batch);
        if (isWhole)
            flat = node.Arranger.Apply(flat, Rearrangement.Flatten(flat.Layer.Shape), node.Node); // The sum does not ask for an order.
        else
            flat = node.WithChannelsAt(flat, ref axis);
        node.Result(flat.On(node.Add("Softmax", flat.Layer)).WithDims(dims));
    }

    /// <summary>Nothing when predicting; kept so that the class trains as the network did.</summary>
    public static void Dropout(NodeContext node)
    {
        double ratio = node.Opset < 12 ? node.Node.Real("ratio", 0.5) : node.Constant(1, "ratio")?.Real(0) ?? 0.5;
        node.Node.Ignore("seed", "is_test", "consumed_inputs");
        node.RefuseOutputs(1, "mask");
        if (node.Constant(2, "training_mode") is { } training && training.Whole(0) != 0 && ratio != 0)
            throw new UnsupportedException("training_mode", "the node drops numbers at random; export the model in evaluation mode");
        View x = node.View(0);
        if (ratio is not (> 0 and < 0.999))
            node.Result(x);
        else
            node.Result(x.On(node.Add("Dropout", x.Layer).With("rate", ratio)));
    }

    /// <summary>Numbers of the second axis, for broadcasting against a value of <paramref name="rank"/> axes.</summary>
    private static Tensor AlongChannels(Tensor values, int rank) =>
        rank < 2 ? values : values.WithDims([values.Length, .. Enumerable.Repeat(1, rank - 2)]);

    private static Tensor PerChannel(NodeContext node, int input, string what, int channels)
    {
        Tensor values = node.RequiredConstant(input, what);
        return values.Length == channels
            ? values.WithDims([channels])
            : throw new UnsupportedException(what, $"{channels} numbers, one a channel, are expected, but {values.Length} came");
    }
}
