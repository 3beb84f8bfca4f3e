using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Passes;
using Cnn.Gen.Onnx.Protos;

namespace Cnn.Gen.Onnx.Export;

/// <summary>
/// Turns a network's forward graph, as it stands before any pass, into an ONNX graph: one emitter for each kind of operation. What no layer
/// reads is left out, as it is by the compiler.
/// </summary>
internal sealed class GraphExporter
{
    /// <summary>The opset of files that need no newer one: the last that all of the ecosystem reads.</summary>
    public const int UsualOpset = 17;

    private readonly Dictionary<int, ExportedValue> _values = [];
    private readonly FlattenOrder _flattenOrder;

    private GraphExporter(Network network, TensorFactory tensors)
    {
        Network = network;
        Tensors = tensors;
        Opset = network.Nodes.Max(node => Emitter.For(node.Op).LeastOpset(node.Op));
        _flattenOrder = new FlattenOrder(network);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Makes tensors.</summary>
    public TensorFactory Tensors { get; }

    /// <summary>The version of ONNX's operators that the file uses.</summary>
    public int Opset { get; }

    /// <summary>The ONNX graph so far.</summary>
    public GraphProto Graph { get; } = new();

    /// <summary>The file of <paramref name="model"/>, a model without errors.</summary>
    public static ModelProto Export(BoundModel model, TensorFactory tensors)
    {
        var exporter = new GraphExporter(DeadCode.Remove(model.Network), tensors);
        var file = new ModelProto
        {
            IrVersion = exporter.Opset <= 18 ? 8 : exporter.Opset <= 20 ? 9 : 10,
            ProducerName = "Cnn.Gen",
            ProducerVersion = typeof(OnnxModel).Assembly.GetName().Version!.ToString(3),
            Graph = exporter.Export(model.Spec.ClassName),
        };
        file.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = exporter.Opset });
        return file;
    }

    /// <summary>How a value of the network stands in the ONNX graph.</summary>
    public ExportedValue this[int value] => _values[value];

    /// <summary>Whether the value, an image flattened, may keep ONNX's order of elements (channels, rows, columns), which saves a Transpose.</summary>
    public bool MayKeepOrder(int value) => _flattenOrder.MayKeep(value);

    /// <summary>Says how a value of the network stands in the ONNX graph.</summary>
    public void Define(Value value, ExportedValue exported)
    {
        _values[value.Id] = exported;
        Graph.ValueInfo.Add(Info(exported, value.Shape));
    }

    private GraphProto Export(string name)
    {
        Graph.Name = name;
        Value input = Network.Input;
        _values[input.Id] = new ExportedValue(input.Name, IsFlat: false);
        Graph.Input.Add(Info(_values[input.Id], input.Shape));
        foreach (Node node in Network.Nodes)
            Emitter.For(node.Op).Emit(new NodeExport(this, node));

        ExportedValue output = _values[Network.Output];
        Graph.Output.Add(Info(output, Network.Values[Network.Output].Shape));
        Graph.ValueInfo.Remove(Graph.Output[0]); // The output is described once.
        return Graph;
    }

    private ValueInfoProto Info(ExportedValue value, Shape shape)
    {
        var sides = new TensorShapeProto();
        sides.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        int[] known = value.IsFlat ? [shape.Channels] : [shape.Channels, shape.Height, shape.Width];
        sides.Dim.Add(known.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }));
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)Tensors.ElementType, Shape = sides };
        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = tensor } };
    }
}

/// <summary>A value of the network in the ONNX graph.</summary>
/// <param name="Name">What it is called there.</param>
/// <param name="IsFlat">Whether it is (N, channels) there, not (N, channels, height, width).</param>
/// <param name="KeptOrder">The shape before a flatten that kept ONNX's order of elements (channels, rows, columns); null for our own order.</param>
internal sealed record ExportedValue(string Name, bool IsFlat, Shape? KeptOrder = null);
