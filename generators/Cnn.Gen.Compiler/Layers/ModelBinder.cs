using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>Binds a whole specification: layer by layer, in the order in which they are written.</summary>
public sealed class ModelBinder
{
    private readonly ModelSpec _spec;
    private readonly NetworkBuilder _builder = new();
    private readonly List<Problem> _problems = [];
    private readonly List<BoundLayer> _layers = [];
    private readonly Dictionary<string, Value> _values = [];
    private readonly LayerNames _names;

    private bool _training = true;
    private bool _isDouble;

    private ModelBinder(ModelSpec spec)
    {
        _spec = spec;
        _names = new LayerNames(spec, _problems);
    }

    /// <summary>Binds <paramref name="spec"/>, with all its problems.</summary>
    public static BoundModel Bind(ModelSpec spec) => new ModelBinder(spec).Bind();

    private BoundModel Bind()
    {
        var model = new ArgumentReader(_spec.Model, Problem.OnModel, _problems);
        var shape = new Shape(
            model.Number("height", 1, 1, Limits.Side), model.Number("width", 1, 1, Limits.Side), model.Number("channels", 1, 1, Limits.Channels));
        _isDouble = model.Choice("Element", "Single", "Single", "Double") == "Double";
        _training = model.Flag("Training", true);
        bool strict = model.Choice("Precision", "Default", "Default", "Strict") == "Strict";
        bool isKnown = !model.Failed;
        if (shape.Length > Limits.ValueLength)
        {
            // A side that was reported already stands here at its limit: their product says nothing new.
            if (isKnown)
                Report(Problem.OnModel, "CNN0025", null, $"An input of {shape} has {shape.Length} elements; at most {Limits.ValueLength} are possible.");
            isKnown = false;
            shape = new Shape(1, 1, 1);
        }

        Value input = _builder.AddInput("Input", shape);
        _values["Input"] = input;
        Value output = input;
        if (_spec.Layers.Count == 0)
        {
            Report(Problem.OnClass, "CNN0004", null,
                $"{_spec.ClassName} has no layers. Write at least one under [CnnModel(..)], such as [Dense(10)].");
        }
        else if (_spec.Layers.Count > Limits.Layers)
        {
            Report(Problem.OnModel, "CNN0025", null, $"{_spec.ClassName} has {_spec.Layers.Count} layers; at most {Limits.Layers} are possible.");
        }
        else if (isKnown)
        {
            output = BindLayers(input);
        }
        else
        {
            BindRestForArguments(0, input);
        }

        long parameters = _builder.Parameters.Sum(parameter => parameter.Length);
        if (parameters > Limits.ParameterLength)
        {
            Report(Problem.OnModel, "CNN0025", null,
                $"{_spec.ClassName} has {parameters} parameters; at most {Limits.ParameterLength} are possible.");
        }

        Network network = _builder.Build(output);
        ReportUnused(network);
        return new BoundModel(
            _spec, network, _layers.ToEquatableArray(), _isDouble, _training, strict,
            _names.Good.Except(_layers.Select(layer => layer.Name)).ToEquatableArray(), _problems.ToEquatableArray());
    }

    private Value BindLayers(Value input)
    {
        Value current = input;
        for (int place = 0; place < _spec.Layers.Count; place++)
        {
            if (Bind(place, current) is not { } output)
            {
                BindRestForArguments(place + 1, current);
                return current;
            }

            current = output;
        }

        return current;
    }

    /// <summary>Binds one layer; null, with a problem reported, where its output cannot be told.</summary>
    private Value? Bind(int place, Value current)
    {
        AttributeSpec attribute = _spec.Layers[place];
        if (FindKind(place, current) is not { } kind)
            return null;
        var arguments = new ArgumentReader(attribute, place, _problems);
        string name = _names.Next(attribute, kind, place, out bool isGood);
        Value source = Source(arguments, place, current);
        var binder = new LayerBinder(_builder, _problems, place, attribute, name, source, _values, _training, _isDouble);
        Value? output = kind.Bind(binder);
        if (output is not null && output.Shape.Length > Limits.ValueLength)
        {
            Report(place, "CNN0025", null, $"{name}: an output of {output.Shape} has {output.Shape.Length} elements; at most {Limits.ValueLength} are possible.");
            output = null;
        }

        _values[name] = output ?? source;
        if (output is not null && isGood)
            _layers.Add(Describe(name, attribute, source, output, binder));
        return output;
    }

    /// <summary>
    /// Reports what is wrong with the arguments of the layers from <paramref name="first"/> on, whatever their input: they are bound as if
    /// each layer kept its input's shape, and what would only follow from a shape is left out.
    /// </summary>
    private void BindRestForArguments(int first, Value stand)
    {
        string[] shapeProblems = ["CNN0011", "CNN0012", "CNN0014", "CNN0015", "CNN0023", "CNN0025"];
        for (int place = first; place < _spec.Layers.Count; place++)
        {
            AttributeSpec attribute = _spec.Layers[place];
            if (FindKind(place, stand) is not { } kind)
                continue;
            string name = _names.Next(attribute, kind, place, out _);
            var own = new List<Problem>();
            Source(new ArgumentReader(attribute, place, own), place, stand);
            kind.Bind(new LayerBinder(new NetworkBuilder(_builder.Build(stand)), own, place, attribute, name, stand, _values, _training, _isDouble));
            _values[name] = stand;
            _problems.AddRange(own.Where(problem => !shapeProblems.Contains(problem.Id)));
        }
    }

    /// <summary>The kind of the layer at <paramref name="place"/>; null, with a problem reported, where this version has none.</summary>
    private LayerKind? FindKind(int place, Value stand)
    {
        AttributeSpec attribute = _spec.Layers[place];
        if (LayerCatalog.Kinds.TryGetValue(attribute.Kind, out LayerKind? kind))
            return kind;
        Report(place, "CNN0024", null, $"This version knows no layer [{attribute.Kind}].");
        if (new ArgumentReader(attribute, place, []).Text("Name") is { } name)
            _values[name] = stand;
        return null;
    }

    private Value Source(ArgumentReader arguments, int place, Value current)
    {
        string? name = arguments.Text("Input");
        if (name is null)
            return current;
        if (_values.TryGetValue(name, out Value? value))
            return value;
        string known = string.Join(", ", _values.Keys);
        string nearest = Words.Nearest(name, _values.Keys);
        Report(place, "CNN0022", "Input", $"There is no layer \"{name}\" above this one. Did you mean \"{nearest}\"? Above stand: {known}.");
        return current;
    }

    private BoundLayer Describe(string name, AttributeSpec attribute, Value source, Value output, LayerBinder binder)
    {
        (Op op, Value[] inputs) = binder.Kernel ?? default;
        int kernelOutput = op is null ? -1 : _builder.Nodes.Last(node => ReferenceEquals(node.Op, op) && node.Layer == name).Output;
        long work = op?.MultiplyAdds([.. inputs.Select(value => value.Shape)]) ?? 0;
        return new BoundLayer(name, Definition.Print(attribute), source.Shape, output.Shape, op,
            (inputs ?? []).Select(value => value.Id).ToEquatableArray(), (inputs ?? []).Where(value => value.Kind == ValueKind.Parameter).Select(value => value.Name.Substring(name.Length + 1)).ToEquatableArray(), kernelOutput, work);
    }

    private void ReportUnused(Network network)
    {
        if (_problems.Count > 0)
            return;
        int[] uses = network.CountUses();
        for (int index = 0; index < _layers.Count; index++)
        {
            Value output = _values[_layers[index].Name];
            if (uses[output.Id] == 0)
            {
                Report(index, BoundModel.UnusedLayer, null,
                    $"{_layers[index].Name} is read by no layer, so it is not computed. Name it in another layer's Input, or remove it.");
            }
        }
    }

    private void Report(int place, string id, string? argument, string message) => _problems.Add(new Problem(id, place, argument, message));
}
