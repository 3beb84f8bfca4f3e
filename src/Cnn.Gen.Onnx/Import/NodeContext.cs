using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import;

/// <summary>What a node's input is: a constant, a value that depends on the model's input, or nothing.</summary>
/// <param name="Constant">The constant.</param>
/// <param name="View">The value.</param>
internal readonly record struct Operand(Tensor? Constant, View? View)
{
    /// <summary>An input left out.</summary>
    public static Operand None => default;

    /// <summary>The shape, batch included.</summary>
    public int[] Dims => View?.Dims ?? Constant!.Dims;
}

/// <summary>What the lowering of one operator sees: its node, its operands, and the network that it adds layers to.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">The version of the operators.</param>
/// <param name="operands">Its inputs.</param>
/// <param name="network">The network.</param>
/// <param name="tensors">Reads tensors in attributes.</param>
internal sealed class NodeContext(OnnxNode node, int opset, Operand[] operands, DraftNetwork network, TensorReader tensors)
{
    /// <summary>The node.</summary>
    public OnnxNode Node => node;

    /// <summary>The version of the operators.</summary>
    public int Opset => opset;

    /// <summary>Its inputs.</summary>
    public IReadOnlyList<Operand> Operands => operands;

    /// <summary>Reads tensors in attributes.</summary>
    public TensorReader Tensors => tensors;

    /// <summary>Its outputs so far.</summary>
    public Operand[] Results { get; } = new Operand[node.Outputs.Length];

    /// <summary>Names of outputs that someone reads.</summary>
    public required IReadOnlySet<string> Wanted { get; init; }

    /// <summary>Rearranges values.</summary>
    public Arranger Arranger { get; } = new(network);

    /// <summary>Whether an input is there.</summary>
    public bool Has(int input) => input < operands.Length && operands[input] != Operand.None;

    /// <summary>The value at an input, which must not be a constant.</summary>
    public View View(int input)
    {
        if (!Has(input))
            throw new UnsupportedException($"input {input}", "it is left out, but the operator needs it");
        return operands[input].View ?? throw new UnsupportedException($"input {input}", $"'{node.Inputs[input]}' is a constant; a value that depends on the model's input is expected");
    }

    /// <summary>The constant at an input; null where the input is left out.</summary>
    public Tensor? Constant(int input, string what)
    {
        if (!Has(input))
            return null;
        return operands[input].Constant
            ?? throw new UnsupportedException(what, $"'{node.Inputs[input]}' is computed from the model's input; a class needs a constant");
    }

    /// <summary>The constant at an input.</summary>
    public Tensor RequiredConstant(int input, string what) =>
        Constant(input, what) ?? throw new UnsupportedException(what, $"input {input} is left out, but the operator needs it");

    /// <summary>The value at an input as an image.</summary>
    public Image Image(int input) => Image(View(input));

    /// <summary>A value as an image.</summary>
    public Image Image(View view) => Arranger.AsImage(view, node) ?? throw new UnsupportedException("",
        $"its input of shape [{string.Join(", ", view.Dims)}] is no image (batch, channels, height, width) or signal (batch, channels, length), "
        + $"and no layer makes one of it: {Describe(view)}");

    /// <summary>The value with its layer's channels along <paramref name="axis"/>, rearranged as an image where it is not so.</summary>
    public View WithChannelsAt(View view, ref int axis)
    {
        if (axis < 0)
            axis += view.Rank;
        if (axis < 0 || axis >= view.Rank)
            throw new UnsupportedException("axis", $"a value of shape [{string.Join(", ", view.Dims)}] has no axis {axis}");
        if (HasChannelsAt(view, axis))
            return view;
        View arranged = Arranger.AsImage(view, node)?.View ?? view;
        if (HasChannelsAt(arranged, axis))
            return arranged;
        throw new UnsupportedException("axis", $"axis {axis} of [{string.Join(", ", view.Dims)}] should be the channels; {Describe(view)}");
    }

    /// <summary>Adds a layer that this node becomes.</summary>
    public DraftLayer Add(DraftLayer layer)
    {
        layer.Sources.Add(node);
        network.Layers.Add(layer);
        return layer;
    }

    /// <summary>A new layer of one input, with that input's shape unless another is given.</summary>
    public DraftLayer Add(string kind, DraftLayer input, Shape? shape = null) => Add(new DraftLayer(kind, shape ?? input.Shape, input));

    /// <summary>Sets an output.</summary>
    public void Result(View view, int output = 0)
    {
        if (output < Results.Length)
            Results[output] = new Operand(null, view);
    }

    /// <summary>Sets an output.</summary>
    public void Result(Tensor constant, int output = 0)
    {
        if (output < Results.Length)
            Results[output] = new Operand(constant, null);
    }

    /// <summary>Refuses outputs from <paramref name="first"/> on if someone reads them.</summary>
    public void RefuseOutputs(int first, string what)
    {
        for (int i = first; i < node.Outputs.Length; i++)
        {
            if (Wanted.Contains(node.Outputs[i]))
                throw new UnsupportedException($"output {i}", $"'{node.Outputs[i]}' ({what}) is read, but no layer computes it");
        }
    }

    private static bool HasChannelsAt(View view, int axis) => view.Axes() is { } axes
        && Atom.Merge(axes[axis]).SequenceEqual(Atom.Merge([Atom.Whole(LayerAxis.Channel, view.Layer.Shape.Channels)]));

    private static string Describe(View view)
    {
        IEnumerable<string> digits = view.Order.Select(atom => atom.Stride == 1 ? $"{atom.Axis} {atom.Size}" : $"{atom.Axis} {atom.Size} by {atom.Stride}");
        return $"it is a {view.Layer.Shape} value ({view.Layer.Kind}) walked by {string.Join(", ", digits).ToLowerInvariant()}";
    }
}
