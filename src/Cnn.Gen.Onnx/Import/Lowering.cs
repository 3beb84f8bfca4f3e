using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Import.Folding;
using Cnn.Gen.Onnx.Import.Operators;
using Cnn.Gen.Onnx.Protos;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import;

/// <summary>
/// Walks over a graph once. Shapes are all known, so that a node's inputs are either constants, and it is computed, or views of layers, and
/// it becomes another view or more layers. What cannot be expressed is noted, and what depends on it is checked as far as it can be.
/// </summary>
internal sealed class Lowering
{
    private const string OfConstantsOnly = "it is computed on constants only, but depends on the model's input";

    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, Operand> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted;
    private readonly HashSet<OnnxNode> _needed = [];

    // Values that depend on the model's input and could not be expressed.
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    /// <summary>Lowers <paramref name="graph"/> for the value called <paramref name="output"/>.</summary>
    public Lowering(OnnxGraph graph, OnnxValue input, int[] dims, InputLayout layout, string output)
    {
        _graph = graph;
        _wanted = [output];
        FindNeeded(output);
        foreach ((string name, Tensor constant) in graph.Constants)
            _values[name] = new Operand(constant, null);

        View view = InputView(input, dims, layout);
        Network = new DraftNetwork(view.Layer);
        _values[input.Name] = new Operand(null, view);
        foreach (OnnxNode node in graph.Nodes.Where(_needed.Contains))
            Lower(node);
        if (Problems.Count == 0)
            Output = Finish(output, layout is InputLayout.SingleImage or InputLayout.SingleImageChannelsLast);
    }

    /// <summary>The layers.</summary>
    public DraftNetwork Network { get; }

    /// <summary>The model's output; null where there are problems.</summary>
    public View? Output { get; private set; }

    /// <summary>What cannot be expressed.</summary>
    public List<ImportProblem> Problems { get; } = [];

    /// <summary>Nodes that were computed on constants.</summary>
    public List<OnnxNode> Folded { get; } = [];

    /// <summary>Nodes that became another view of the layer above, and no layer.</summary>
    public List<OnnxNode> Viewed { get; } = [];

    /// <summary>Nodes that became layers, some of which rules may have taken away.</summary>
    public List<OnnxNode> Gone { get; } = [];

    /// <summary>The nodes that the output depends on, and the values that are read on the way.</summary>
    private void FindNeeded(string output)
    {
        Dictionary<string, OnnxNode> producers = [];
        foreach (OnnxNode node in _graph.Nodes)
        {
            foreach (string name in node.Outputs)
                producers[name] = node;
        }

        var open = new Stack<string>([output]);
        while (open.TryPop(out string? name))
        {
            if (!producers.TryGetValue(name, out OnnxNode? node) || !_needed.Add(node))
                continue;
            foreach (string input in node.Inputs.Where(input => input.Length > 0))
            {
                _wanted.Add(input);
                open.Push(input);
            }
        }
    }

    private static View InputView(OnnxValue input, int[] dims, InputLayout layout)
    {
        bool isLast = layout is InputLayout.ChannelsLast or InputLayout.SingleImageChannelsLast;
        bool isSingle = layout is InputLayout.SingleImage or InputLayout.SingleImageChannelsLast;
        int[] image = isSingle ? dims : [.. dims.Skip(1)];
        Shape shape = image switch
        {
            [] => new Shape(1, 1, 1),
            [int c] => new Shape(1, 1, c),
            [int a, int b] => isLast ? new Shape(1, a, b) : new Shape(1, b, a),
            [int a, int b, int c] => isLast ? new Shape(a, b, c) : new Shape(b, c, a),
            _ => throw new ImportException([new ImportProblem("", "", "", $"its input '{input.Name}' has {image.Length} axes for one image; a class takes at most three")]),
        };
        Atom[] space = [Atom.Whole(LayerAxis.Height, shape.Height), Atom.Whole(LayerAxis.Width, shape.Width)];
        Atom channels = Atom.Whole(LayerAxis.Channel, shape.Channels), images = Atom.Whole(LayerAxis.Batch, isSingle || dims.Length == 0 ? 1 : dims[0]);
        Atom[] order = isLast ? [images, .. space, channels] : [images, channels, .. space];
        bool isWhole = input.ElementType is not (TensorProto.Types.DataType.Undefined or TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double
            or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16);
        return new View(new DraftLayer(Kinds.Input, shape), dims, order) { IsWhole = isWhole };
    }

    private void Lower(OnnxNode node)
    {
        if (node.Domain.Length > 0 || !(OperatorCatalog.Operators.ContainsKey(node.Operator) || ConstantFolder.Knows(node.Operator)))
        {
            string name = node.Domain.Length > 0 ? $"{node.Domain}.{node.Operator}" : node.Operator;
            bool isLast = node.Operator == "LogSoftmax" && node.Outputs.Any(_graph.Outputs.Select(value => value.Name).Contains);
            Fail(node, "", $"no layer computes {name}" + (isLast ? $"; a class that ends before it says the same about classes: --value {node.Inputs[0]}" : ""));
            return;
        }

        if (node.Inputs.Any(input => input.Length > 0 && !_values.ContainsKey(input)))
        {
            // What it reads could not be expressed, which is noted already; this much can be told all the same.
            bool isOfConstantsOnly = !OperatorCatalog.Operators.ContainsKey(node.Operator) && node.Inputs.Any(_unknown.Contains);
            if (isOfConstantsOnly)
                Fail(node, "", OfConstantsOnly);
            else if (node.Inputs.Any(_unknown.Contains))
                _unknown.UnionWith(node.Outputs);
            return;
        }

        Operand[] operands = [.. node.Inputs.Select(input => input.Length == 0 ? Operand.None : _values[input])];
        var context = new NodeContext(node, _graph.Opset, operands, Network, _graph.Tensors) { Wanted = _wanted };
        int layers = Network.Layers.Count;
        try
        {
            bool isConstant = operands.All(operand => operand.View is null);
            if (isConstant)
                ConstantFolder.Fold(context);
            else
                LowerViews(context);
            if (node.Unread.FirstOrDefault() is { } unread)
                throw new UnsupportedException(unread, "this attribute is not known here, so that what it asks for would be left out");
            (isConstant ? Folded : layers == Network.Layers.Count ? Viewed : Gone).Add(node);
        }
        catch (UnsupportedException exception)
        {
            Fail(node, exception.Attribute, exception.Message);
            return;
        }
        catch (Exception exception) when (exception is OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            Fail(node, "", $"its numbers do not fit together: {exception.Message}");
            return;
        }

        for (int i = 0; i < node.Outputs.Length; i++)
        {
            if (node.Outputs[i].Length > 0 && context.Results[i] != Operand.None)
                _values[node.Outputs[i]] = context.Results[i];
        }
    }

    private static void LowerViews(NodeContext context)
    {
        string operation = context.Node.Operator;
        if (!OperatorCatalog.Operators.TryGetValue(operation, out Action<NodeContext>? lower))
            throw new UnsupportedException("", OfConstantsOnly);
        bool isWhole = context.Operands.Any(operand => operand.View is { IsWhole: true });
        if (isWhole && !OperatorCatalog.Moving.Contains(operation))
            throw new UnsupportedException("", "it computes whole numbers from the model's input; a class computes real ones");
        lower(context);
        for (int i = 0; isWhole && operation != "Cast" && i < context.Results.Length; i++)
        {
            if (context.Results[i].View is { } view)
                context.Results[i] = new Operand(null, new View(view.Layer, view.Dims, view.Order) { IsWhole = true });
        }
    }

    /// <summary>Puts the output into an arrangement that users can expect: an image's, or the very order of ONNX.</summary>
    private View? Finish(string output, bool isSingle)
    {
        if (!_values.TryGetValue(output, out Operand operand) || operand.View is not { } view)
        {
            Problems.Add(new ImportProblem("", "", "", $"its output '{output}' does not depend on its input"));
            return null;
        }

        int[] dims = view.Dims;
        if (isSingle)
            view = view.WithDims([1, .. dims]);
        var arranger = new Arranger(Network);
        bool isImage = view.Rank is 3 or 4 && view.Layer.Shape.Pixels > 1;
        Image? image = isImage ? arranger.AsImage(view, null) : null;
        View? found = image is not null && (!image.IsSwapped || view.Layer.Shape is { Height: 1 } or { Width: 1 }) ? image.View
            : IsInOrder(view) ? view
            : arranger.AsVector(view, null);
        if (found is null)
            Problems.Add(new ImportProblem("", "", "", $"its output '{output}' of shape [{string.Join(", ", view.Dims)}] has its elements in an order that no layer makes"));
        else
            Network.Output = found.Layer;
        return isSingle ? found?.WithDims(dims) : found;
    }

    /// <summary>Whether the ONNX value's elements stand as the layer's own.</summary>
    public static bool IsInOrder(View view)
    {
        Shape shape = view.Layer.Shape;
        return view.Order.SequenceEqual(Atom.Merge(
        [
            Atom.Whole(LayerAxis.Batch, view.Batch), Atom.Whole(LayerAxis.Height, shape.Height), Atom.Whole(LayerAxis.Width, shape.Width),
            Atom.Whole(LayerAxis.Channel, shape.Channels),
        ]));
    }

    /// <summary>Notes a problem, and lets a stand-in be what the node makes.</summary>
    private void Fail(OnnxNode node, string attribute, string reason)
    {
        Problems.Add(new ImportProblem(node.Name, node.Operator, attribute, reason));
        Operand[] operands = [.. node.Inputs.Select(input => _values.GetValueOrDefault(input))];
        if (!operands.Any(operand => operand.View is not null) && !node.Inputs.Any(_unknown.Contains))
            return;
        _unknown.UnionWith(node.Outputs);
        OnnxValue? declared = _graph.Declared.GetValueOrDefault(node.Outputs[0]) ?? _graph.Outputs.FirstOrDefault(value => value.Name == node.Outputs[0]);
        if (StandIn.For(node, operands, declared) is { } view)
            _values[node.Outputs[0]] = new Operand(null, view);
    }
}
