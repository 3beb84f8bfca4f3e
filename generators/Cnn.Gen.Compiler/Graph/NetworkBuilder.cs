using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Graph;

/// <summary>Builds a <see cref="Network"/> node by node.</summary>
public sealed class NetworkBuilder
{
    private readonly List<Value> _values = [];
    private readonly List<Parameter> _parameters = [];
    private readonly List<Node> _nodes = [];

    /// <summary>An empty graph.</summary>
    public NetworkBuilder()
    {
    }

    /// <summary>A graph that goes on from <paramref name="network"/>.</summary>
    public NetworkBuilder(Network network)
    {
        _values.AddRange(network.Values);
        _parameters.AddRange(network.Parameters);
        _nodes.AddRange(network.Nodes);
    }

    /// <summary>The nodes so far.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The parameters so far.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The value with this id.</summary>
    public Value this[int id] => _values[id];

    /// <summary>Adds a value that is given with each run.</summary>
    public Value AddInput(string name, Shape shape) => AddValue(name, shape, ValueKind.Input);

    /// <summary>Adds a parameter and the value that it is.</summary>
    public Value AddParameter(Parameter parameter)
    {
        _parameters.Add(parameter);
        return AddValue(parameter.Name, new Shape(1, 1, (int)parameter.Length), ValueKind.Parameter, _parameters.Count - 1);
    }

    /// <summary>Adds an operation; its output's shape follows from the operation.</summary>
    public Value Add(Op op, string name, string layer, params Value[] inputs)
    {
        Value output = AddValue(name, op.Infer([.. inputs.Select(input => input.Shape)]), ValueKind.Computed);
        _nodes.Add(new Node(op, inputs.Select(input => input.Id).ToEquatableArray(), output.Id, layer));
        return output;
    }

    /// <summary>Adds an operation whose output is the gradient of a parameter, for the whole batch.</summary>
    public Value AddParameterGradient(Op op, Value parameter, string layer, params Value[] inputs)
    {
        Value output = AddValue("d" + parameter.Name, parameter.Shape, ValueKind.ParameterGradient, parameter.Parameter);
        _nodes.Add(new Node(op, inputs.Select(input => input.Id).ToEquatableArray(), output.Id, layer));
        return output;
    }

    /// <summary>Adds an operation whose output there is once for the whole batch.</summary>
    public Value AddBatchWide(Op op, string name, string layer, params Value[] inputs)
    {
        Value output = AddValue(name, op.Infer([.. inputs.Select(input => input.Shape)]), ValueKind.BatchWide);
        _nodes.Add(new Node(op, inputs.Select(input => input.Id).ToEquatableArray(), output.Id, layer));
        return output;
    }

    /// <summary>The finished graph.</summary>
    public Network Build(Value output) =>
        new(_values.ToEquatableArray(), _parameters.ToEquatableArray(), _nodes.ToEquatableArray(), output.Id);

    private Value AddValue(string name, Shape shape, ValueKind kind, int parameter = -1)
    {
        var value = new Value(_values.Count, name, shape, kind, parameter);
        _values.Add(value);
        return value;
    }
}
