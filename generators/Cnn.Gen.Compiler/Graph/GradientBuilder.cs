using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Graph;

/// <summary>
/// Derives the backward half of a joint graph in reverse mode: it asks every node's gradient rule in turn, from the last to
/// the first, and adds up the gradients of values that are read more than once.
/// </summary>
public sealed class GradientBuilder
{
    private readonly NetworkBuilder _builder;
    private readonly Dictionary<int, Value> _gradients = [];
    private Node? _current;

    private GradientBuilder(NetworkBuilder builder) => _builder = builder;

    /// <summary>
    /// The joint graph of <paramref name="forward"/>: its nodes, then those that compute the gradients of its input and of
    /// every parameter that has one from the gradient of its output.
    /// </summary>
    public static JointNetwork Derive(Network forward)
    {
        var builder = new NetworkBuilder(forward);
        var gradients = new GradientBuilder(builder);
        Value output = forward.Values[forward.Output];
        Value outputGradient = builder.AddInput("d" + output.Name, output.Shape);
        gradients._gradients[output.Id] = outputGradient;

        foreach (Node node in forward.Nodes.Reverse())
        {
            if (!gradients._gradients.ContainsKey(node.Output))
                continue;
            gradients._current = node;
            node.Op.Differentiate(node, gradients);
        }

        IEnumerable<int> inputGradients = forward.Values.Where(value => value.Kind == ValueKind.Input).Select(input => gradients._gradients[input.Id].Id);
        return new JointNetwork(builder.Build(output), forward.Nodes.Count, outputGradient.Id, inputGradients.ToEquatableArray());
    }

    /// <summary>The gradient of the loss by the current node's output.</summary>
    public Value Output => _gradients[_current!.Output];

    /// <summary>One of the current node's inputs.</summary>
    public Value Input(int index) => _builder[_current!.Inputs[index]];

    /// <summary>The current node's output itself.</summary>
    public Value Result => _builder[_current!.Output];

    /// <summary>Whether the parameter at this input wants a gradient.</summary>
    public bool Wants(int index)
    {
        Value value = Input(index);
        return value.Kind == ValueKind.Parameter && _builder.Parameters[value.Parameter].HasGradient;
    }

    /// <summary>Computes the gradient by the input at <paramref name="index"/> with <paramref name="op"/>.</summary>
    public void Propagate(int index, Op op, params Value[] inputs)
    {
        Value input = Input(index);
        if (input.Kind == ValueKind.Parameter)
        {
            _builder.AddParameterGradient(op, input, _current!.Layer, inputs);
            return;
        }

        Value gradient = _builder.Add(op, "d" + input.Name, _current!.Layer, inputs);
        _gradients[input.Id] = _gradients.TryGetValue(input.Id, out Value? other)
            ? _builder.Add(new Ops.AddOp(), "d" + input.Name, _current!.Layer, other, gradient)
            : gradient;
    }

    /// <summary>Computes something for the whole batch on the way to the gradients.</summary>
    public Value AddBatchWide(Op op, string suffix, params Value[] inputs) =>
        _builder.AddBatchWide(op, _current!.Layer + suffix, _current.Layer, inputs);

    /// <summary>Computes something for each image on the way to the gradients.</summary>
    public Value Add(Op op, string suffix, params Value[] inputs) =>
        _builder.Add(op, "d" + _current!.Layer + suffix, _current.Layer, inputs);

    /// <summary>Says that the gradient by the input at <paramref name="index"/> is <paramref name="gradient"/> itself.</summary>
    public void Pass(int index, Value gradient)
    {
        Value input = Input(index);
        _gradients[input.Id] = _gradients.TryGetValue(input.Id, out Value? other)
            ? _builder.Add(new Ops.AddOp(), "d" + input.Name, _current!.Layer, other, gradient)
            : gradient;
    }
}

/// <summary>A forward graph and its backward half, in one.</summary>
/// <param name="Network">All nodes: the forward ones first.</param>
/// <param name="ForwardNodes">How many of the nodes are forward ones.</param>
/// <param name="OutputGradient">The value that is the gradient by the output.</param>
/// <param name="InputGradients">The values that are the gradients by the inputs, in their order; a model has one.</param>
public sealed record JointNetwork(Network Network, int ForwardNodes, int OutputGradient, EquatableArray<int> InputGradients);
