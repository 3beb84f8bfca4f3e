using Cnn.Gen.Onnx.Protos;
using Google.Protobuf;
using AttributeType = Cnn.Gen.Onnx.Protos.AttributeProto.Types.AttributeType;
using DataType = Cnn.Gen.Onnx.Protos.TensorProto.Types.DataType;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>Builds ONNX models for tests.</summary>
internal sealed class ModelFile
{
    /// <summary>A model with an input <c>x</c> and an output <c>y</c>, both of single precision. A side of 0 is free.</summary>
    public ModelFile(int opset, params int[] input)
    {
        Proto = new ModelProto { IrVersion = 7, ProducerName = "test", Graph = new GraphProto { Name = "g" } };
        Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        Proto.Graph.Input.Add(Value("x", input));
        Proto.Graph.Output.Add(Value("y", null));
    }

    /// <summary>The model.</summary>
    public ModelProto Proto { get; }

    /// <summary>Adds a node. Attributes are longs, doubles, strings or lists of numbers.</summary>
    public ModelFile Node(string operation, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = "the" + operation + Proto.Graph.Node.Count };
        node.Input.Add(inputs.Split(' '));
        node.Output.Add(outputs.Split(' '));
        node.Attribute.Add(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        Proto.Graph.Node.Add(node);
        return this;
    }

    /// <summary>Adds an initialiser of seeded numbers.</summary>
    public ModelFile Weight(string name, params int[] dims)
    {
        int length = dims.Aggregate(1, (product, side) => product * side);
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float, Dims = { dims.Select(side => (long)side) } };
        tensor.FloatData.Add(Networks.Numbers(new Random(length), length).Select(number => (float)number));
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Adds an initialiser of whole numbers.</summary>
    public ModelFile Integers(string name, params long[] values)
    {
        Proto.Graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)DataType.Int64, Dims = { values.Length }, Int64Data = { values } });
        return this;
    }

    /// <summary>Adds an initialiser of real numbers.</summary>
    public ModelFile Reals(string name, params double[] values)
    {
        Proto.Graph.Initializer.Add(new TensorProto
        {
            Name = name, DataType = (int)DataType.Float, Dims = { values.Length }, FloatData = { values.Select(value => (float)value) },
        });
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] Bytes() => Proto.ToByteArray();

    /// <summary>Imports it.</summary>
    public ImportResult Import(ImportOptions? options = null) => OnnxModel.Import(new MemoryStream(Bytes()), options);

    private static ValueInfoProto Value(string name, int[]? dims)
    {
        var type = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float };
        if (dims is not null)
        {
            type.Shape = new TensorShapeProto();
            type.Shape.Dim.Add(dims.Select((side, axis) => side > 0
                ? new TensorShapeProto.Types.Dimension { DimValue = side }
                : new TensorShapeProto.Types.Dimension { DimParam = $"free{axis}" }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        long number => new AttributeProto { Name = name, Type = AttributeType.Int, I = number },
        double number => new AttributeProto { Name = name, Type = AttributeType.Float, F = (float)number },
        double[] numbers => new AttributeProto { Name = name, Type = AttributeType.Floats, Floats = { numbers.Select(number => (float)number) } },
        long[] numbers => new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { numbers } },
        _ => new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8((string)value) },
    };
}
