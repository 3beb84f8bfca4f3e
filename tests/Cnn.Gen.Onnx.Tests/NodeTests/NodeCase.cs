using Cnn.Gen.Onnx.Protos;
using Cnn.Gen.Onnx.Reading;
using Google.Protobuf;
using DataType = Cnn.Gen.Onnx.Protos.TensorProto.Types.DataType;

namespace Cnn.Gen.Onnx.Tests.NodeTests;

/// <summary>One of ONNX's official tests: a model of few nodes, inputs, and what must come out.</summary>
internal sealed class NodeCase
{
    private readonly string _folder;
    private readonly byte[] _file;

    /// <summary>Reads the test in <paramref name="folder"/>.</summary>
    public NodeCase(string folder)
    {
        _folder = folder;
        Name = Path.GetFileName(folder);
        Group = Path.GetFileName(Path.GetDirectoryName(folder)!);
        _file = File.ReadAllBytes(Path.Combine(folder, "model.onnx"));
        Operators = [.. OnnxFile.Parse(_file).Graph.Node.Select(node => node.OpType).Where(name => name != "Constant").Distinct()];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The collection that it is from: <c>node</c>, <c>pytorch-converted</c>, ..</summary>
    public string Group { get; }

    /// <summary>The operators of its nodes.</summary>
    public IReadOnlyList<string> Operators { get; }

    /// <summary>The model, parsed anew.</summary>
    public ModelProto Model => OnnxFile.Parse(_file);

    /// <summary>The inputs of the first data set, in the model's order.</summary>
    public IReadOnlyList<TensorProto> Inputs => Data("input", Model.Graph.Input);

    /// <summary>The outputs of the first data set.</summary>
    public IReadOnlyList<TensorProto> Outputs => Data("output", Model.Graph.Output);

    /// <summary>A tensor's numbers.</summary>
    public static Tensor Read(TensorProto tensor) => new TensorReader(new ExternalData(null)).Read(tensor);

    /// <summary>Whether a tensor holds real numbers.</summary>
    public static bool IsReal(TensorProto tensor) =>
        (DataType)tensor.DataType is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    /// <summary>All tests under <paramref name="root"/>.</summary>
    public static IReadOnlyList<NodeCase> ReadAll(string root) =>
        [.. Directory.GetFiles(root, "model.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => new NodeCase(Path.GetDirectoryName(file)!))];

    /// <summary>A model's bytes.</summary>
    public static byte[] Bytes(ModelProto model) => model.ToByteArray();

    private TensorProto[] Data(string what, IReadOnlyList<ValueInfoProto> declared)
    {
        string data = Path.Combine(_folder, "test_data_set_0");
        if (!Directory.Exists(data))
            return [];
        IEnumerable<string> files = Directory.GetFiles(data, what + "_*.pb").OrderBy(file => int.Parse(Path.GetFileNameWithoutExtension(file).Split('_')[1], System.Globalization.CultureInfo.InvariantCulture));
        TensorProto[] tensors = [.. files.Select(file => OnnxFile.ReadTensor(File.ReadAllBytes(file)))];
        foreach ((TensorProto tensor, ValueInfoProto value) in tensors.Zip(declared))
        {
            // Files of bfloat16 say that they hold whole numbers of as many bits.
            if (value.Type?.TensorType?.ElemType == (int)DataType.Bfloat16)
                tensor.DataType = (int)DataType.Bfloat16;
        }

        return tensors;
    }
}
