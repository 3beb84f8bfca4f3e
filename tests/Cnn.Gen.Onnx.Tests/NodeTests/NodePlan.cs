using Cnn.Gen.Onnx.Protos;
using Cnn.Gen.Onnx.Reading;
using Google.Protobuf;
using DataType = Cnn.Gen.Onnx.Protos.TensorProto.Types.DataType;

namespace Cnn.Gen.Onnx.Tests.NodeTests;

/// <summary>One way to run a test as a class: which input is the class's, what becomes of the others, and how the input is laid out.</summary>
/// <param name="How">The way, for the table; empty for the plain one.</param>
/// <param name="Model">The model's bytes.</param>
/// <param name="Options">Options of the import.</param>
/// <param name="Input">The input's numbers, in ONNX's order.</param>
internal sealed record NodePlan(string How, byte[] Model, ImportOptions Options, double[] Input)
{
    private static readonly (InputLayout Layout, string How)[] Layouts =
    [
        (InputLayout.ChannelsFirst, ""), (InputLayout.ChannelsLast, "channels last"), (InputLayout.SingleImage, "one image, no batch"),
        (InputLayout.SingleImageChannelsLast, "one image, channels last"),
    ];

    /// <summary>The ways in which a test can be run, the most telling first: all inputs as data, then the others as constants.</summary>
    public static IEnumerable<NodePlan> For(NodeCase test)
    {
        IReadOnlyList<TensorProto> inputs = test.Inputs;
        if (inputs.Count == 0)
            yield break;
        int alike = inputs.TakeWhile(input => NodeCase.IsReal(input) && input.Dims.SequenceEqual(inputs[0].Dims)).Count();
        bool packs = alike > 1 && alike == inputs.Count;
        foreach ((InputLayout layout, string how) in Layouts)
        {
            int axis = layout switch { InputLayout.ChannelsFirst => 1, InputLayout.SingleImage => 0, _ => inputs[0].Dims.Count - 1 };
            if (packs && Packed(test, inputs, Math.Max(axis, 0)) is { } packed)
                yield return packed with { How = Text("inputs packed", how), Options = packed.Options with { Layout = layout } };
        }

        foreach ((InputLayout layout, string how) in Layouts)
            yield return Frozen(test, inputs, layout, how);
    }

    private static string Text(params string[] parts) => string.Join(", ", parts.Where(part => part.Length > 0));

    private static ImportOptions Usual(ModelProto model) => new() { ClassName = "Node", Training = false, Output = model.Graph.Output[0].Name };

    /// <summary>All inputs but the first are constants.</summary>
    private static NodePlan Frozen(NodeCase test, IReadOnlyList<TensorProto> inputs, InputLayout layout, string how)
    {
        ModelProto model = test.Model;
        HashSet<string> constants = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        string[] names = [.. model.Graph.Input.Select(input => input.Name).Where(name => !constants.Contains(name))];
        var frozen = new Dictionary<string, Tensor>();
        for (int i = 1; i < Math.Min(names.Length, inputs.Count); i++)
            frozen[names[i]] = NodeCase.Read(inputs[i]);
        string constant = frozen.Count == 0 ? "" : frozen.Count == 1 ? "other input constant" : "other inputs constant";
        return new NodePlan(Text(constant, how), NodeCase.Bytes(model), Usual(model) with { Frozen = frozen, Layout = layout }, NodeCase.Read(inputs[0]).Reals());
    }

    /// <summary>Inputs of one shape side by side along an axis of one input; Slice nodes take them apart again.</summary>
    private static NodePlan? Packed(NodeCase test, IReadOnlyList<TensorProto> inputs, int axis)
    {
        ModelProto model = test.Model;
        int[] dims = [.. inputs[0].Dims.Select(side => (int)side)];
        int opset = (int)model.OpsetImport.First(import => import.Domain is "" or "ai.onnx").Version;
        if (model.Graph.Input.Count != inputs.Count || dims.Length == 0)
            return null;
        bool stacks = dims.Length <= axis; // Numbers, one for each image: an axis of their own.
        int side = stacks ? 1 : dims[axis];
        int[] packedDims = stacks ? [.. dims, inputs.Count] : [.. dims.Select((length, i) => i == axis ? length * inputs.Count : length)];
        string[] names = [.. model.Graph.Input.Select(input => input.Name)];
        var nodes = new List<NodeProto>();
        for (int i = 0; i < names.Length; i++)
        {
            string part = stacks ? names[i] + "_part" : names[i];
            nodes.Add(Slice(model.Graph, opset, axis, i * side, (i + 1) * side, part));
            if (stacks)
                nodes.Add(Reshape(model.Graph, opset, dims, part, names[i]));
        }

        var all = nodes.Concat(model.Graph.Node).ToArray();
        model.Graph.Node.Clear();
        model.Graph.Node.Add(all);
        ValueInfoProto packed = model.Graph.Input[0].Clone();
        packed.Name = "packed";
        packed.Type.TensorType.Shape = new TensorShapeProto();
        packed.Type.TensorType.Shape.Dim.Add(packedDims.Select(length => new TensorShapeProto.Types.Dimension { DimValue = length }));
        model.Graph.Input.Clear();
        model.Graph.Input.Add(packed);
        int inner = dims.Skip(stacks ? 1 : axis).Aggregate(1, (product, length) => product * length);
        double[][] values = [.. inputs.Select(input => NodeCase.Read(input).Reals())];
        int outer = values[0].Length / Math.Max(inner, 1);
        double[] numbers = [.. Enumerable.Range(0, outer).SelectMany(row => values.SelectMany(value => value.Skip(row * inner).Take(inner)))];
        return new NodePlan("", NodeCase.Bytes(model), Usual(model), numbers);
    }

    private static NodeProto Slice(GraphProto graph, int opset, int axis, int start, int end, string output)
    {
        var node = new NodeProto { OpType = "Slice", Input = { "packed" }, Output = { output }, Name = "take_" + output };
        (string Name, long Value)[] numbers = [("starts", start), ("ends", end), ("axes", axis)];
        foreach ((string name, long value) in numbers)
            Give(graph, node, opset >= 10, name, [value]);
        return node;
    }

    private static NodeProto Reshape(GraphProto graph, int opset, int[] dims, string input, string output)
    {
        var node = new NodeProto { OpType = "Reshape", Input = { input }, Output = { output }, Name = "shape_" + output };
        Give(graph, node, opset >= 5, "shape", [.. dims.Select(side => (long)side)]);
        return node;
    }

    private static void Give(GraphProto graph, NodeProto node, bool asInput, string name, long[] values)
    {
        if (!asInput)
        {
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } });
            return;
        }

        var tensor = new TensorProto { Name = $"{node.Name}_{name}", DataType = (int)DataType.Int64, Dims = { values.Length }, Int64Data = { values } };
        graph.Initializer.Add(tensor);
        node.Input.Add(tensor.Name);
    }
}
