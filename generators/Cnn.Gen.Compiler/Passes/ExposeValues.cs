using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>One value of a network, as a part of an output that holds them all.</summary>
/// <param name="Layer">The layer that it belongs to.</param>
/// <param name="Name">Its name: the layer's, with what stands beside the layer's own operation behind it, such as <c>Conv1Relu</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Where it begins in the output for one image.</param>
/// <param name="Flattened">The shape of the image that it is, element by element, after a flatten; null for other values.</param>
public sealed record ExposedValue(string Layer, string Name, Shape Shape, long Offset, Shape? Flattened);

/// <summary>
/// Makes a network's output of all the values that it computes, one after the other. Since each is read by the output too, no pass can fold
/// or fuse it away and no other value can take its memory before the end: every layer is computed apart, by the kernel that it would have alone.
/// </summary>
public static class ExposeValues
{
    /// <summary>The network, for prediction only and without the layers' own kernels, and where its values are in the output.</summary>
    public static (BoundModel Model, EquatableArray<ExposedValue> Values) Run(BoundModel model)
    {
        Network network = DeadCode.Remove(model.Network);
        var builder = new NetworkBuilder(network);
        var flattened = new Dictionary<int, Shape>();
        var exposed = new List<ExposedValue>();
        var parts = new List<Value>();
        long offset = 0;
        foreach (Node node in network.Nodes)
        {
            Value value = network.Values[node.Output];
            if (node.Op.IsView)
                flattened[value.Id] = network.Values[node.Inputs[0]].Shape;
            else if (node.Op is ActivationOp or DropoutOp && flattened.TryGetValue(node.Inputs[0], out Shape image))
                flattened[value.Id] = image;
            exposed.Add(new ExposedValue(node.Layer, value.Name, value.Shape, offset, flattened.TryGetValue(value.Id, out Shape shape) ? shape : null));
            parts.Add(value.Shape == value.Shape.Flat ? value : builder.Add(new ReshapeOp(value.Shape.Flat), value.Name + "Values", node.Layer, value));
            offset += value.Shape.Length;
        }

        Network all = builder.Build(parts.Count == 1 ? parts[0] : builder.Add(new ConcatOp(), "Values", "all values", [.. parts]));
        IEnumerable<BoundLayer> layers = model.Layers.Select(layer => layer with { Kernel = null });
        return (model with { Network = all, Training = false, Layers = layers.ToEquatableArray() }, exposed.ToEquatableArray());
    }
}
