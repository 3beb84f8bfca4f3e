using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Every golden layer and network that the compiler covers, at every width and in double, against PyTorch's figures.</summary>
public sealed class GoldenKernelTests
{
    private const double ForwardTolerance = 1e-5, GradientTolerance = 1e-4;
    private const double PoorlyConditioned = 5e-5;

    /// <summary>What waits for its layers. A new layer makes this list shrink, or <see cref="Nothing_is_left_out_silently"/> fails.</summary>
    private static readonly string[] NotCovered = [];

    /// <summary>Layers also as users compile them, all widths in one; networks only width by width, or this would take its time.</summary>
    private static readonly Engine[] LayerEngines = [.. Engine.All, Engine.Single];

    private static readonly Lazy<ModelAssembly> LayerAssembly = new(() => Compile(Golden.Layers, LayerEngines));
    private static readonly Lazy<ModelAssembly> NetAssembly = new(() => Compile(Golden.Nets, Engine.All));

    public static TheoryData<string> LayerNames => [.. Covered(Golden.Layers).Select(golden => golden.Name)];

    public static TheoryData<string> SingleLayerNames =>
        [.. Covered(Golden.Layers).Where(golden => golden.Kinds.Count() == 1).Select(golden => golden.Name)];

    public static TheoryData<string> NetNames => [.. Covered(Golden.Nets).Select(golden => golden.Name)];

    [Fact]
    public void Nothing_is_left_out_silently() => Assert.Equal(
        Golden.Layers.Concat(Golden.Nets).Where(golden => golden.Kinds.Any(kind => !LayerCatalog.Kinds.ContainsKey(kind))).Select(golden => golden.Name).Order(),
        NotCovered.Order());

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void Layer_gives_the_figures_of_PyTorch(string name) => Check(Golden.Layers.Single(golden => golden.Name == name), LayerAssembly.Value, LayerEngines);

    [Theory]
    [MemberData(nameof(NetNames))]
    public void Network_gives_the_figures_of_PyTorch(string name) => Check(Golden.Nets.Single(golden => golden.Name == name), NetAssembly.Value, Engine.All);

    [Theory]
    [MemberData(nameof(SingleLayerNames))]
    public void Static_kernels_give_the_figures_of_PyTorch(string name)
    {
        Golden golden = Golden.Layers.Single(golden => golden.Name == name);
        foreach (Engine engine in LayerEngines)
        {
            ModelUnderTest model = LayerAssembly.Value.Create(ModelOf(golden), engine);
            ReferenceLayer layer = Assert.Single(model.Network.Layers);
            string[] names = [.. layer.Op.Parameters.Select(parameter => $"{layer.Name}.{parameter.Role}")];
            double[][] parameters = [.. names.Select(parameter => golden.Tensors["parameter/" + parameter].Data)];
            double[] y = model.KernelForward(layer, [golden.Tensors["x"].Data], parameters);
            Close.Assert(golden.Tensors["y"].Data, y, ForwardTolerance, $"{engine} y");

            double[][] gradients = model.KernelBackward(layer, golden.Tensors["dy"].Data, [golden.Tensors["gx"].Data], parameters);
            Close.Assert(golden.Tensors["dx"].Data, gradients[0], GradientTolerance, $"{engine} dx");
            for (int i = 0; i < names.Length; i++)
                Close.Assert(golden.Tensors["gradient/" + names[i]].Data, gradients[i + 1], GradientTolerance, $"{engine} {names[i]}");
        }
    }

    private static void Check(Golden golden, ModelAssembly assembly, IReadOnlyList<Engine> engines)
    {
        double[]? predicted = null;
        foreach (Engine engine in engines)
        {
            ModelUnderTest model = assembly.Create(ModelOf(golden), engine);
            foreach ((string parameter, double[] values) in golden.All("parameter"))
                model.SetParameter(parameter, values);

            double[] y = model.Predict(golden.Tensors["x"].Data);
            double tolerance = golden.Name.StartsWith("mobilenet", StringComparison.Ordinal) ? PoorlyConditioned : ForwardTolerance;
            Close.Assert(golden.Tensors["y"].Data, y, tolerance, $"{engine} y");
            if (!engine.IsDouble)
                Close.AssertSameBits(predicted ??= y, y, $"{engine} y against {engines[0]}");
            if (!golden.HasGradients)
                continue;

            NetworkGradients gradients = model.Backward(golden.Tensors["gx"].Data, golden.Tensors["dy"].Data);
            Close.Assert(golden.Tensors["dx"].Data, gradients.Input, GradientTolerance, $"{engine} dx");
            foreach ((string parameter, double[] values) in golden.All("gradient"))
                Close.Assert(values, gradients.Parameters[parameter], GradientTolerance, $"{engine} gradient of {parameter}");
            if (golden.Tensors.TryGetValue("gy", out Tensor? trained))
                CheckTrainingStep(golden, model, trained.Data);
        }
    }

    /// <summary>The output in training, and where the running averages are after one step.</summary>
    private static void CheckTrainingStep(Golden golden, ModelUnderTest model, double[] expected)
    {
        (double[] y, _) = model.Train(golden.Tensors["gx"].Data, golden.Tensors["dy"].Data, updateStatistics: true);
        Close.Assert(expected, y, ForwardTolerance, $"{model.Engine} y in training");
        foreach ((string parameter, double[] values) in golden.All("after"))
            Close.Assert(values, model.Parameter(parameter), ForwardTolerance, $"{model.Engine} {parameter} after the step");
    }

    private static ModelAssembly Compile(IReadOnlyList<Golden> golden, IReadOnlyList<Engine> engines) =>
        ModelAssembly.Compile([.. Covered(golden).Select(ModelOf)], engines);

    private static IEnumerable<Golden> Covered(IReadOnlyList<Golden> golden) => golden.Where(candidate => !NotCovered.Contains(candidate.Name));

    /// <summary>The model with direct kernels only; <see cref="WinogradTests"/> has them as they are.</summary>
    private static TestModel ModelOf(Golden golden)
    {
        string attributes = golden.Attributes.Trim();
        return new TestModel(golden.ClassName, attributes.Insert(attributes.IndexOf(')'), ", Precision = Precision.Strict"));
    }
}
