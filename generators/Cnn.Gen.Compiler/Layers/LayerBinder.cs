using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>What one layer kind sees while it binds one attribute: its arguments, its input, and the graph it adds to.</summary>
public sealed class LayerBinder
{
    private readonly NetworkBuilder _builder;
    private readonly IReadOnlyDictionary<string, Value> _named;
    private readonly List<Problem> _problems;
    private readonly int _place;

    /// <summary>A binder for the attribute at <paramref name="place"/>.</summary>
    public LayerBinder(
        NetworkBuilder builder, List<Problem> problems, int place, AttributeSpec attribute, string name, Value input,
        IReadOnlyDictionary<string, Value> named, bool training, bool isDouble)
    {
        _builder = builder;
        _problems = problems;
        _place = place;
        _named = named;
        Name = name;
        Input = input;
        Training = training;
        IsDouble = isDouble;
        Arguments = new ArgumentReader(attribute, place, problems);
    }

    /// <summary>The layer's index among the attributes.</summary>
    public int Place => _place;

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>The value that the layer reads.</summary>
    public Value Input { get; }

    /// <summary>Whether there is to be backward code.</summary>
    public bool Training { get; }

    /// <summary>Whether the model is in double precision.</summary>
    public bool IsDouble { get; }

    /// <summary>The input's shape.</summary>
    public Shape Shape => Input.Shape;

    /// <summary>The attribute's arguments.</summary>
    public ArgumentReader Arguments { get; }

    /// <summary>The operation that the layer's own kernels run, with the values it reads; null for a layer without kernels of its own.</summary>
    public (Op Op, Value[] Inputs)? Kernel { get; private set; }

    /// <summary>The layer's input and those that its attribute names, in order; null, with every unknown name reported, where one does not exist.</summary>
    public Value[]? NamedInputs()
    {
        string?[] names = Arguments.Texts("inputs");
        if (names.Length == 0)
            Arguments.Report("CNN0022", "inputs", $"{Name} needs the name of at least one other layer. Above stand: {string.Join(", ", _named.Keys)}.");
        foreach (string? name in names.Where(name => name is null || !_named.ContainsKey(name)))
        {
            Arguments.Report("CNN0022", "inputs",
                $"There is no layer \"{name}\" above this one. Did you mean \"{Words.Nearest(name ?? string.Empty, _named.Keys)}\"? Above stand: {string.Join(", ", _named.Keys)}.");
        }

        return Arguments.Failed ? null : [Input, .. names.Select(name => _named[name!])];
    }

    /// <summary>Reports a problem at this layer.</summary>
    public void Report(string id, string? argument, string message) => _problems.Add(new Problem(id, _place, argument, message));

    /// <summary>Adds a parameter of this layer.</summary>
    public Value AddParameter(string role, int[] shape, string initializer, int fanIn, int fanOut, bool counted = true) =>
        _builder.AddParameter(new Parameter(
            $"{Name}.{role}", shape.ToEquatableArray(), counted && Arguments.Flag("Trainable", true), counted, initializer, fanIn, fanOut));

    /// <summary>Adds the operation that is this layer.</summary>
    public Value AddKernel(Op op, params Value[] inputs)
    {
        Kernel = (op, inputs);
        return _builder.Add(op, Name, Name, inputs);
    }

    /// <summary>Adds an operation beside the layer's own.</summary>
    public Value Add(Op op, string suffix, params Value[] inputs) => _builder.Add(op, Name + suffix, Name, inputs);

    /// <summary>Adds <paramref name="activation"/> behind <paramref name="value"/>.</summary>
    public Value Activate(Value value, Activation activation) =>
        activation.IsNone ? value : Add(new Graph.Ops.ActivationOp(activation), activation.Kind, value);
}
