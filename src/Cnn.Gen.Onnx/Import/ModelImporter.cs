using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Import.Rules;
using Cnn.Gen.Onnx.Import.Writing;
using Cnn.Gen.Onnx.Protos;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import;

/// <summary>From a graph to a class: lowers it, simplifies, writes, and lets the compiler check the result.</summary>
/// <param name="graph">The graph.</param>
/// <param name="options">What may be chosen.</param>
/// <param name="sourceName">The file's name.</param>
internal sealed class ModelImporter(OnnxGraph graph, ImportOptions options, string sourceName)
{
    private const int MaxLayers = 10_000;

    private readonly List<string> _notes = [];

    /// <summary>The class.</summary>
    /// <exception cref="ImportException">Something cannot be expressed; it holds all there is.</exception>
    public ImportResult Import()
    {
        OnnxValue output = FindOutput();
        OnnxValue input = FindInput(output.Name, out int[] dims);
        if (graph.Opset is < 7 or > 22)
            _notes.Add($"The model uses version {graph.Opset} of ONNX's operators; 7 to 22 are what is tested.");
        InputLayout[] layouts = options.Layout == InputLayout.Auto ? [InputLayout.ChannelsFirst, InputLayout.ChannelsLast] : [options.Layout];
        ImportException? first = null;
        foreach (InputLayout layout in layouts)
        {
            try
            {
                return Import(input, dims, output, layout);
            }
            catch (ImportException exception)
            {
                first ??= exception;
            }
        }

        throw first!;
    }

    private ImportResult Import(OnnxValue input, int[] dims, OnnxValue output, InputLayout layout)
    {
        var lowering = new Lowering(graph, input, dims, layout, output.Name);
        if (lowering.Output is not { } view)
            throw new ImportException(lowering.Problems);
        DraftNetwork network = lowering.Network;
        if (network.Layers.Count > MaxLayers)
            throw Problem($"it would have {network.Layers.Count:N0} layers before any is taken into another; at most {MaxLayers:N0} are possible");
        RuleList.Apply(network);
        if (network.Layers.Count == 0)
            network.Layers.Add(network.Output = new DraftLayer(Kinds.Activate, network.Input.Shape, network.Input)); // A class has at least one layer.
        RefuseErf(network);

        bool isDouble = input.ElementType == TensorProto.Types.DataType.Double;
        var builder = new SpecBuilder(network, options.ClassName ?? SpecBuilder.ClassName(Path.GetFileNameWithoutExtension(sourceName)), options.Namespace, Options(isDouble));
        BoundModel model = Bind(builder, network);
        Dictionary<string, Tensor> parameters = Parameters(builder, network, model);
        var imported = new ImportedValue(input.Name, dims, network.Input.Shape.Height, network.Input.Shape.Width, network.Input.Shape.Channels,
            layout is InputLayout.ChannelsFirst or InputLayout.SingleImage);
        var shape = network.Output.Shape;
        var result = new ImportedValue(output.Name, view.Dims, shape.Height, shape.Width, shape.Channels, !Lowering.IsInOrder(view));
        string producer = graph.Producer.Length > 0 ? graph.Producer + ", " : "";
        return new ImportResult(model, parameters)
        {
            Text = ClassText.Write(builder.Spec, $"{sourceName} ({producer}opset {graph.Opset})", Describe(imported), Describe(result)),
            Lines = [.. new Report(lowering, network, builder).Lines],
            Input = imported,
            Output = result,
            Notes = [.. _notes.Distinct()],
        };
    }

    private static string Describe(ImportedValue value) => $"{value.Name} [{string.Join(", ", value.Dims)}]";

    private OnnxValue FindOutput()
    {
        if (options.Output is { } name)
        {
            bool exists = graph.Nodes.Any(node => node.Outputs.Contains(name)) || graph.Outputs.Any(output => output.Name == name);
            return exists ? new OnnxValue(name, default, null, [])
                : throw Problem($"it has no value '{name}'; its outputs are {string.Join(", ", graph.Outputs.Select(output => output.Name))}");
        }

        return graph.Outputs.Count == 1 ? graph.Outputs[0]
            : throw Problem($"it has {graph.Outputs.Count} outputs ({string.Join(", ", graph.Outputs.Select(output => output.Name))}); a class has one. Choose it with --value.");
    }

    private OnnxValue FindInput(string output, out int[] dims)
    {
        HashSet<string> used = [.. graph.Nodes.SelectMany(node => node.Inputs), output];
        OnnxValue[] inputs = [.. graph.Inputs.Where(value => used.Contains(value.Name))];
        if (inputs.Length != 1)
            throw Problem($"it has {inputs.Length} inputs ({string.Join(", ", inputs.Select(value => $"{value.Name} {value.Shape}"))}); a class has one");
        OnnxValue input = inputs[0];
        dims = Dims(input);
        if (input.ElementType is TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16)
            _notes.Add($"The model computes in {input.ElementType}; the class computes in single precision, so that its last digits differ.");
        return input;
    }

    private int[] Dims(OnnxValue input)
    {
        int[]? given = options.InputShape is { } shape ? [.. shape] : null;
        if (input.Dims is not { } declared)
            return given ?? throw Problem($"its input '{input.Name}' is no tensor of a known number of axes; give its shape with --shape, such as --shape 1x3x224x224");
        if (given is not null && given.Length == declared.Length - 1)
            given = [declared[0] ?? 1, .. given];
        if (given is not null && given.Length != declared.Length)
            throw Problem($"the shape {string.Join('x', given)} does not fit its input '{input.Name}' {input.Shape}");
        var dims = new int[declared.Length];
        for (int axis = 0; axis < dims.Length; axis++)
        {
            dims[axis] = given?[axis] ?? declared[axis] ?? (axis == 0 ? 1 : 0);
            bool fits = dims[axis] > 0 && (axis == 0 || declared[axis] is null || declared[axis] == dims[axis]);
            if (!fits)
            {
                throw Problem(given is null
                    ? $"its input '{input.Name}' {input.Shape} leaves sizes open; a class needs them all: --shape {string.Join('x', declared.Select((side, i) => side ?? (i == 0 ? 1 : 224)))}, for example"
                    : $"the shape {string.Join('x', given)} does not fit its input '{input.Name}' {input.Shape}");
            }
        }

        return dims;
    }

    private IEnumerable<ArgumentSpec> Options(bool isDouble)
    {
        if (isDouble)
            yield return new ArgumentSpec("Element", new EnumValue("ElementKind", "Double"));
        if (!options.Training)
            yield return new ArgumentSpec("Training", false);
        if (options.Strict)
            yield return new ArgumentSpec("Precision", new EnumValue("Precision", "Strict"));
    }

    private static void RefuseErf(DraftNetwork network)
    {
        ImportProblem[] problems = [.. network.Layers.Where(layer => layer.Kind == Kinds.Erf).SelectMany(layer => layer.Sources)
            .Select(node => new ImportProblem(node.Name, node.Operator, "", "the error function is a layer only as part of Gelu, x/2 * (1 + erf(x / sqrt(2)))"))];
        if (problems.Length > 0)
            throw new ImportException(problems);
    }

    /// <summary>Lets the compiler check the class; what it finds is about the nodes that became the layer.</summary>
    private static BoundModel Bind(SpecBuilder builder, DraftNetwork network)
    {
        BoundModel model = ModelBinder.Bind(builder.Spec);
        if (model.IsValid && model.Problems.Count == 0)
            return model;
        throw new ImportException([.. model.Problems.Select(problem =>
        {
            OnnxNode[] nodes = problem.Place >= 0 ? [.. network.Layers[problem.Place].Sources] : [];
            return new ImportProblem(string.Join(" + ", nodes.Select(node => node.Name)), string.Join(" + ", nodes.Select(node => node.Operator)),
                problem.Argument ?? "", $"{problem.Message} ({problem.Id})");
        })]);
    }

    private static Dictionary<string, Tensor> Parameters(SpecBuilder builder, DraftNetwork network, BoundModel model)
    {
        var parameters = new Dictionary<string, Tensor>();
        foreach (DraftLayer layer in network.Layers)
        {
            foreach ((string role, Tensor values) in layer.Parameters)
                parameters[$"{builder.Names[layer]}.{role}"] = values;
        }

        foreach (Compiler.Graph.Parameter parameter in model.Network.Parameters)
        {
            if (!parameters.TryGetValue(parameter.Name, out Tensor? values) || !values.Dims.SequenceEqual(parameter.Shape))
                throw new InvalidOperationException($"The importer made no parameter {parameter.Name} of shape ({string.Join(", ", parameter.Shape)}); this is a bug of it.");
        }

        return parameters;
    }

    private static ImportException Problem(string reason) => new([new ImportProblem("", "", "", reason)]);
}
