using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Onnx.Export;
using Cnn.Gen.Onnx.Protos;
using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Export;

/// <summary>Exported files run in ONNX Runtime to the numbers of the generated network.</summary>
public sealed class ExportTests
{
    private const int Seed = 7;
    private static readonly Lazy<IReadOnlyList<RunnableNetwork>> Compiled = new(() => Networks.Compile(ExportCases.All, Seed));

    /// <summary>The numbers of the cases.</summary>
    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (int index = 0; index < ExportCases.All.Count; index++)
                cases.Add(index, ExportCases.All[index].Replace('\n', ' '));
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Onnx_runtime_agrees(int index, string attributes)
    {
        RunnableNetwork network = Compiled.Value[index];
        byte[] file = Networks.Export(network);
        double[] input = Networks.Numbers(new Random(Seed), 3 * network.Input.Height * network.Input.Width * network.Input.Channels);
        double distance = Networks.Distance(network.Predict(input), Networks.RunOnnx(file, network, input));
        Assert.True(distance <= 1e-5, $"{attributes}: {distance:g3} of the output's scale, seed {Seed}.");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_and_shapes_are_the_networks_own(int index, string attributes)
    {
        Assert.NotEmpty(attributes);
        ModelProto file = ModelProto.Parser.ParseFrom(Networks.Export(Compiled.Value[index]));
        BoundModel model = ModelBinder.Bind(Compiled.Value[index].Spec);
        GraphProto graph = file.Graph;
        Assert.Equal(model.Spec.ClassName, graph.Name);
        Shape input = model.Network.Input.Shape;
        Assert.Equal($"Input (N, {input.Channels}, {input.Height}, {input.Width})", Describe(Assert.Single(graph.Input)));

        Shape shape = model.Network.Values[model.Network.Output].Shape;
        string output = Describe(Assert.Single(graph.Output));
        Assert.EndsWith(shape.Pixels == 1 && !output.Contains("1, 1)") ? $" (N, {shape.Channels})" : $" (N, {shape.Channels}, {shape.Height}, {shape.Width})", output);

        string[] names = [.. graph.Node.Select(node => node.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Contains(name.Split('/')[0], model.Layers.Select(layer => layer.Name)));
        Assert.All(graph.Initializer.Where(tensor => !tensor.Name.Contains('/')),
            tensor => Assert.Contains(tensor.Name, model.Network.Parameters.Select(parameter => parameter.Name)));
    }

    [Fact]
    public void Every_operation_of_a_forward_graph_has_an_emitter()
    {
        var used = Compiled.Value.SelectMany(network => ModelBinder.Bind(network.Spec).Network.Nodes).Select(node => node.Op.GetType()).Distinct();
        Assert.All(used, operation => Assert.True(Emitter.Knows(operation), operation.Name));
        string[] missing = [.. LayerCatalog.Kinds.Keys.Where(kind => !ExportCases.All.Any(text => text.Contains($"[{kind}]") || text.Contains($"[{kind}(")))];
        Assert.True(missing.Length == 0, $"No case exports {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Same_network_gives_the_same_bytes() =>
        Assert.Equal(Networks.Export(Compiled.Value[0]), Networks.Export(Compiled.Value[0]));

    [Fact]
    public void Weights_are_written_as_they_are_whatever_predictions_read()
    {
        const string Text = "[CnnModel(6, 5, 3)]\n[Conv2D(4, 3{0})]\n[ConvTranspose2D(4, 2{0})]\n[Dense(5{0})]";
        IReadOnlyList<RunnableNetwork> networks =
            Networks.Compile([string.Format(Text, string.Empty), string.Format(Text, ", Weights = WeightFormat.BFloat16")], Seed);
        GraphProto[] graphs = [.. networks.Select(network => ModelProto.Parser.ParseFrom(Networks.Export(network)).Graph)];
        Assert.Equal(graphs[0].Initializer, graphs[1].Initializer);
        Assert.Equal(graphs[0].Node, graphs[1].Node);
        double[] input = Networks.Numbers(new Random(Seed), 90);
        Assert.InRange(Networks.Distance(networks[0].Predict(input), networks[1].Predict(input)), 1e-6, 1e-2);
    }

    [Fact]
    public void Double_network_gives_double_tensors_and_as_precise_results()
    {
        string text = "[CnnModel(5, 4, 3, Element = ElementKind.Double)]\n[BatchNorm(Activation = Activation.Relu)]\n[Dense(4)]\n[Softmax]";
        RunnableNetwork network = Networks.Compile([text], Seed)[0];
        byte[] file = Networks.Export(network);
        Assert.All(ModelProto.Parser.ParseFrom(file).Graph.Initializer, tensor => Assert.Equal((int)TensorProto.Types.DataType.Double, tensor.DataType));
        double[] input = Networks.Numbers(new Random(Seed), 2 * 60);
        double distance = Networks.Distance(network.Predict(input), Networks.RunOnnx(file, network, input));
        Assert.True(distance <= 1e-7, $"{distance:g3} of the output's scale, seed {Seed}."); // ONNX keeps epsilon in single precision.
    }

    private static string Describe(ValueInfoProto value) =>
        $"{value.Name} ({string.Join(", ", value.Type.TensorType.Shape.Dim.Select(side => side.HasDimParam ? side.DimParam : side.DimValue.ToString()))})";
}
