using System.Runtime.InteropServices;
using Cnn.Gen.Onnx.Protos;
using DataType = Cnn.Gen.Onnx.Protos.TensorProto.Types.DataType;

namespace Cnn.Gen.Onnx.Reading;

/// <summary>From protobuf messages to a graph: names resolved, constants read, nodes in order.</summary>
internal static class GraphReader
{
    /// <summary>The graph of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The model's folder, for values in other files; null where it came from a stream.</param>
    /// <param name="frozen">Constants to stand in for inputs.</param>
    /// <exception cref="InvalidDataException">The file contradicts itself.</exception>
    public static OnnxGraph Read(ModelProto model, string? folder, IReadOnlyDictionary<string, Tensor> frozen)
    {
        GraphProto graph = model.Graph;
        if (graph.SparseInitializer.Count > 0)
            throw new InvalidDataException("The model has sparse initialisers, which cannot be read. Store them as dense tensors.");
        var reader = new TensorReader(new ExternalData(folder));
        var constants = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!constants.TryAdd(tensor.Name, reader.Read(tensor)))
                throw new InvalidDataException($"The model has two initialisers '{tensor.Name}'.");
        }

        foreach ((string name, Tensor tensor) in frozen)
            constants[name] = tensor;
        OnnxNode[] nodes = [.. graph.Node.Select((node, index) => new OnnxNode(node, index))];
        OnnxValue[] inputs = [.. graph.Input.Select(Value).Where(input => !constants.ContainsKey(input.Name))];
        return new OnnxGraph
        {
            Opset = Opset(model),
            Producer = string.Join(' ', new[] { model.ProducerName, model.ProducerVersion }.Where(word => word.Length > 0)),
            Inputs = inputs,
            Outputs = [.. graph.Output.Select(Value)],
            Declared = graph.ValueInfo.Select(Value).GroupBy(value => value.Name).ToDictionary(group => group.Key, group => group.Last()),
            Nodes = Sort(nodes, inputs.Select(input => input.Name).Concat(constants.Keys)),
            Constants = constants,
            Tensors = reader,
        };
    }

    /// <summary>The model's version of ONNX's own operators.</summary>
    private static int Opset(ModelProto model)
    {
        long[] versions = [.. model.OpsetImport.Where(import => import.Domain is "" or "ai.onnx").Select(import => import.Version)];
        return versions switch
        {
            [] => 1,
            [>= 1 and <= 1000 and long version] => (int)version,
            _ => throw new InvalidDataException($"The model imports ONNX's operators in the versions {string.Join(", ", versions)}; one version is expected."),
        };
    }

    private static OnnxValue Value(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? type = value.Type?.TensorType;
        if (type?.Shape is null)
            return new OnnxValue(value.Name, (DataType)(type?.ElemType ?? 0), null, []);
        int?[] dims = [.. type.Shape.Dim.Select(side => side.HasDimValue && side.DimValue is > 0 and <= int.MaxValue ? (int?)side.DimValue : null)];
        return new OnnxValue(value.Name, (DataType)type.ElemType, dims, [.. type.Shape.Dim.Select(side => side.DimParam)]);
    }

    /// <summary>Nodes so that each stands after those it reads. Files are to be sorted already; some are not.</summary>
    private static OnnxNode[] Sort(OnnxNode[] nodes, IEnumerable<string> given)
    {
        var producers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        HashSet<string> known = new(given, StringComparer.Ordinal) { "" };
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
            {
                if (known.Contains(output) || !producers.TryAdd(output, node))
                    throw new InvalidDataException($"Two nodes, inputs or constants make the value '{output}'; one is node '{node.Name}'.");
            }
        }

        var sorted = new List<OnnxNode>(nodes.Length);
        var waiting = new Dictionary<string, List<OnnxNode>>(StringComparer.Ordinal);
        var ready = new Stack<OnnxNode>();
        foreach (OnnxNode node in nodes)
        {
            ready.Push(node);
            while (ready.TryPop(out OnnxNode? next))
            {
                // A node waits for one of its missing inputs at a time.
                if (next.Inputs.FirstOrDefault(input => !known.Contains(input)) is { } missing)
                {
                    (CollectionsMarshal.GetValueRefOrAddDefault(waiting, missing, out _) ??= []).Add(next);
                    continue;
                }

                sorted.Add(next);
                known.UnionWith(next.Outputs);
                foreach (string output in next.Outputs)
                {
                    if (waiting.Remove(output, out List<OnnxNode>? released))
                        released.ForEach(ready.Push);
                }
            }
        }

        return sorted.Count == nodes.Length ? [.. sorted] : throw Unreachable(waiting.Values.First()[0], known, producers);
    }

    private static InvalidDataException Unreachable(OnnxNode node, HashSet<string> known, Dictionary<string, OnnxNode> producers)
    {
        string missing = node.Inputs.First(input => !known.Contains(input));
        return new InvalidDataException(producers.ContainsKey(missing)
            ? $"Node '{node.Name}' reads '{missing}', which depends on itself or on something that does not exist."
            : $"Node '{node.Name}' reads '{missing}', which nothing in the file makes.");
    }
}
