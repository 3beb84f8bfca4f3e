using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Protos;

namespace Cnn.Gen.Onnx.Export;

/// <summary>What an emitter sees of one node of the network, and how it adds to the ONNX graph.</summary>
internal sealed class NodeExport
{
    private readonly GraphExporter _exporter;
    private readonly Node _node;

    /// <summary>The export of <paramref name="node"/>.</summary>
    public NodeExport(GraphExporter exporter, Node node)
    {
        _exporter = exporter;
        _node = node;
        Name = NameOf(node.Layer, Output.Name);
    }

    /// <summary>What a value of the network is called in files: its layer's name, with a slash before what stands beside the layer's own operation.</summary>
    public static string NameOf(string layer, string value)
    {
        bool isBeside = value.Length > layer.Length && value.StartsWith(layer, StringComparison.Ordinal);
        return isBeside ? $"{layer}/{value[layer.Length..]}" : layer;
    }

    /// <summary>The name of the ONNX node and of its output: the layer's, or for what stands beside the layer's own operation, such as <c>Conv1/Relu</c>.</summary>
    public string Name { get; }

    /// <summary>The version of ONNX's operators.</summary>
    public int Opset => _exporter.Opset;

    /// <summary>The operation.</summary>
    public Op Op => _node.Op;

    /// <summary>The value that the node writes.</summary>
    public Value Output => _exporter.Network.Values[_node.Output];

    /// <summary>How many values, parameters included, the node reads.</summary>
    public int Inputs => _node.Inputs.Count;

    /// <summary>A dense layer's weight; null for a convolution.</summary>
    public Parameter? DenseWeight => FlattenOrder.DenseWeight(_exporter.Network, _node);

    /// <summary>Whether the output, an image flattened, may keep ONNX's order of elements.</summary>
    public bool MayKeepOrder => _exporter.MayKeepOrder(_node.Output);

    /// <summary>The shape of the input at <paramref name="index"/>.</summary>
    public Shape Shape(int index) => _exporter.Network.Values[_node.Inputs[index]].Shape;

    /// <summary>The parameter that the input at <paramref name="index"/> is.</summary>
    public Parameter Parameter(int index) => _exporter.Network.Parameters[_exporter.Network.Values[_node.Inputs[index]].Parameter];

    /// <summary>The input at <paramref name="index"/> as it stands in the ONNX graph.</summary>
    public ExportedValue Exported(int index) => _exporter[_node.Inputs[index]];

    /// <summary>The name of an input as (N, channels, height, width).</summary>
    public string Image(int index)
    {
        ExportedValue input = Exported(index);
        return input.IsFlat ? Step("Unsqueeze", index == 0 ? "Unsqueeze" : $"Unsqueeze{index + 1}", [input.Name, Indices("sides", 2, 3)]) : input.Name;
    }

    /// <summary>The name of an input of one pixel as (N, channels).</summary>
    public string Flat(int index)
    {
        ExportedValue input = Exported(index);
        return input.IsFlat ? input.Name : Step("Flatten", "Flatten", [input.Name], Attributes.Of("axis", 1L));
    }

    /// <summary>The tensor of a parameter: <paramref name="axes"/> of its shape, in order; all as they are, where none are given.</summary>
    public string Weight(int index, params int[] axes)
    {
        Parameter parameter = Parameter(index);
        int[] sides = [.. parameter.Shape];
        return Weight(index, sides, axes.Length == 0 ? [.. Enumerable.Range(0, sides.Length)] : axes);
    }

    /// <summary>The tensor of a parameter seen as an array of <paramref name="sides"/>, whose axes are permuted; see <see cref="TensorFactory.Parameter"/>.</summary>
    public string Weight(int index, int[] sides, int[] axes, long[]? shape = null) =>
        Constant(_exporter.Tensors.Parameter(Parameter(index).Name, sides, axes, shape));

    /// <summary>A tensor of one number; see <see cref="TensorFactory.Numbers"/>.</summary>
    public string Number(string name, double value) => Constant(_exporter.Tensors.Numbers($"{Name}/{name}", [value]));

    /// <summary>A tensor of numbers, one a side of <paramref name="shape"/>.</summary>
    public string Numbers(string name, double[] values, params long[] shape) => Constant(_exporter.Tensors.Numbers($"{Name}/{name}", values, shape));

    /// <summary>A tensor of factors, which ONNX keeps in single precision whatever the network's type.</summary>
    public string Scales(string name, params double[] values) => Constant(TensorFactory.Singles($"{Name}/{name}", values));

    /// <summary>A tensor of whole numbers.</summary>
    public string Indices(string name, params long[] values) => Constant(TensorFactory.Indices($"{Name}/{name}", values));

    /// <summary>Adds an ONNX node on the way to the output; its name, and that of its output, is <see cref="Name"/> and <paramref name="what"/>.</summary>
    public string Step(string operation, string what, IEnumerable<string> inputs, params AttributeProto[] attributes) =>
        Add(operation, $"{Name}/{what}", inputs, attributes);

    /// <summary>Adds the ONNX node that writes the output, with the rank of the first input.</summary>
    public void Write(string operation, IEnumerable<string> inputs, params AttributeProto[] attributes) =>
        Write(operation, Exported(0).IsFlat, inputs, attributes);

    /// <summary>Adds the ONNX node that writes the output.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="isFlat">Whether the output is (N, channels).</param>
    /// <param name="inputs">What is read.</param>
    /// <param name="attributes">The operator's attributes.</param>
    public void Write(string operation, bool isFlat, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        Shape? order = FlattenOrder.KeepsOrder(Op) ? Exported(0).KeptOrder : null;
        _exporter.Define(Output, new ExportedValue(Add(operation, Name, inputs, attributes), isFlat, order));
    }

    /// <summary>Adds a Flatten that writes the output in ONNX's order of elements.</summary>
    public void WriteFlattenInOrder(string input, Shape order) =>
        _exporter.Define(Output, new ExportedValue(Add("Flatten", Name, [input], [Attributes.Of("axis", 1L)]), IsFlat: true, order));

    private string Add(string operation, string name, IEnumerable<string> inputs, AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = name };
        node.Input.Add(inputs);
        node.Output.Add(name);
        node.Attribute.Add(attributes);
        _exporter.Graph.Node.Add(node);
        return name;
    }

    private string Constant(TensorProto tensor)
    {
        _exporter.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }
}
