using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Every algorithm of convolutions, not only the chosen ones, at the narrowest and the widest vectors and in double, on any number of threads:
/// on networks in which values lie in every way that they can, on drawn shapes, and on PyTorch's networks.
/// </summary>
public sealed class AlgorithmTests
{
    private const double SingleTolerance = 1e-4, DoubleTolerance = 1e-12, FigureTolerance = 1e-6;

    private const int Drawn = 12, Seed = 20261123;

    private static readonly Engine[] Engines = [.. new[] { Engine.Widths[0], Engine.Widths[^1] }.Distinct(), Engine.Double];

    private static readonly ConvAlgorithm[] Algorithms = [.. Enum.GetValues<ConvAlgorithm>().Except([ConvAlgorithm.Auto, ConvAlgorithm.Winograd])];

    /// <summary>
    /// Parts of a concatenation and slices, which lie among other channels; rings of zeros wider than a convolution asks for; values that are
    /// read in several ways, or under another shape.
    /// </summary>
    private static readonly (string Shape, string Layers, int Images)[] Picked =
    [
        ("7, 9, 16", "[Conv2D(16, 3, Padding = 1)]\n[Conv2D(32, 3, Padding = 1, Input = \"Input\")]\n[Concat(\"Conv1\")]\n[Conv2D(16, 3, Padding = 1)]", 2),
        ("6, 5, 16", "[Conv2D(48, 1)]\n[Slice(16, 16)]\n[Conv2D(16, 3, Padding = 1)]\n[Slice(16, 32, Input = \"Conv1\")]\n[Conv2D(16, 3, Padding = 2)]\n[Dense(5)]", 2),
        ("10, 6, 16", "[Conv2D(16, 3, Padding = 1, Bias = false)]\n[BatchNorm(Activation = Activation.Relu)]\n[Conv2D(16, 3, Padding = 1)]\n[Add(\"Input\", Activation = Activation.Relu)]\n[MaxPool2D(2)]\n[Conv2D(32, 3)]", 3),
        ("9, 9, 16", "[DepthwiseConv2D(3, Padding = 1)]\n[Conv2D(16, 3, PaddingTop = 2, PaddingLeft = 1)]\n[Conv2D(4, 7, Padding = 3)]\n[Conv2D(16, 3, Padding = 1, Input = \"Conv1\")]\n[Concat(\"Conv2\")]", 1),
        ("8, 8, 16", "[Conv2D(32, 3, Stride = 2, Padding = 1)]\n[Conv2D(32, 3, Padding = 1, Activation = Activation.HardSwish)]\n[ConvTranspose2D(16, 2, Stride = 2)]\n[Conv2D(16, 3, Padding = 1, Activation = Activation.Tanh)]\n[GlobalAvgPool]", 2),
        ("5, 7, 32", "[Conv2D(16, 3, Padding = 1)]\n[Conv2D(16, 3, Padding = 1, Input = \"Input\")]\n[Multiply(\"Conv1\")]\n[DepthToSpace(2)]\n[Upsample2D(1, 2)]\n[Conv2D(16, 1)]\n[Conv2D(16, 3, Padding = 3)]", 2),
    ];

    private static readonly Dictionary<string, (ShapeCase Case, TestModel Model)> Shapes = Picked.Select(line => ($"[CnnModel({line.Shape})]\n{line.Layers}", line.Images))
        .Concat(Draw(new Random(Seed))).Select((line, number) => new ShapeCase(number, line.Item1, line.Images))
        .SelectMany(one => ModelsOf(one.Model).Select(model => (one, model))).ToDictionary(pair => pair.model.ClassName);

    private static readonly Dictionary<string, (Golden Golden, TestModel Model)> Figures = Golden.Layers.Concat(Golden.More).Concat(Golden.Nets)
        .SelectMany(one => ModelsOf(new TestModel(one.ClassName, one.Attributes.Trim())).Select(model => (one, model))).ToDictionary(pair => pair.model.ClassName);

    private static readonly Lazy<ModelAssembly> ShapeAssembly = new(() => ModelAssembly.Compile([.. Shapes.Values.Select(pair => pair.Model)], Engines));

    private static readonly Lazy<ModelAssembly> FigureAssembly = new(() => ModelAssembly.Compile([.. Figures.Values.Select(pair => pair.Model)], Engines));

    public static TheoryData<string> ShapeNames => [.. Shapes.Keys];

    public static TheoryData<string> FigureNames => [.. Figures.Keys];

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void Values_lie_as_they_may_and_results_agree_with_the_reference(string name)
    {
        (ShapeCase one, TestModel declared) = Shapes[name];
        ModelUnderTest[] models = [.. Engines.Select(engine => ShapeAssembly.Value.Create(declared, engine))];
        var random = new Random(one.Number);
        TestData.SetParameters(models[0].Network, models, length => one.Numbers(random, length));
        double[] x = one.Numbers(random, one.Images * models[0].Network.Input.Length);
        double[] y = models[0].Network.Predict(x);
        Check(y, models, x, DoubleTolerance, $"seed {Seed}: {declared.Attributes}");
    }

    [Theory]
    [MemberData(nameof(FigureNames))]
    public void Network_gives_the_figures_of_PyTorch(string name)
    {
        (Golden golden, TestModel declared) = Figures[name];
        ModelUnderTest[] models = [.. Engines.Select(engine => FigureAssembly.Value.Create(declared, engine))];
        foreach ((string parameter, double[] values) in golden.All("parameter"))
        {
            foreach (ModelUnderTest model in models)
                model.SetParameter(parameter, values);
        }

        Check(golden.Tensors["y"].Data, models, golden.Tensors["x"].Data, FigureTolerance, name);
    }

    /// <summary>Single convolutions of any size and padding, and sometimes another behind.</summary>
    private static IEnumerable<(string Attributes, int Images)> Draw(Random random)
    {
        string Convolution() => $"[Conv2D({16 * random.Next(1, 6)}, 3, PaddingTop = {random.Next(4)}, PaddingBottom = {random.Next(4)}, PaddingLeft = {random.Next(4)}, "
            + $"PaddingRight = {random.Next(4)}, Bias = {(random.Next(3) > 0 ? "true" : "false")}, Activation = Activation.{(random.Next(2) > 0 ? "Silu" : "None")})]";
        for (int number = 0; number < Drawn; number++)
        {
            string second = random.Next(3) == 0 ? "\n" + Convolution() : string.Empty;
            yield return ($"[CnnModel({random.Next(5, 21)}, {random.Next(5, 21)}, {16 * random.Next(1, 5)})]\n{Convolution()}{second}", random.Next(1, 4));
        }
    }

    private static void Check(double[] expected, ModelUnderTest[] models, double[] x, double doubleTolerance, string what)
    {
        double[]? bits = null;
        foreach (ModelUnderTest model in models)
        {
            double[] y = model.Predict(x);
            Close.Assert(expected, y, model.Engine.IsDouble ? doubleTolerance : SingleTolerance, $"{what}\n{model.Engine} y");
            if (!model.Engine.IsDouble)
                Close.AssertSameBits(bits ??= y, y, $"{what}\n{model.Engine} y");
            foreach (int threads in new[] { 2, 3 })
            {
                model.Threads = threads;
                Close.AssertSameBits(y, model.Predict(x), $"{what}\n{model.Engine} y with {threads} threads");
            }
        }
    }

    /// <summary>A model by each algorithm: all of its convolutions to which that applies. None where it applies to none.</summary>
    private static IEnumerable<TestModel> ModelsOf(TestModel declared)
    {
        ModelSpec spec = declared.Spec(Engine.Single);
        BoundLayer[] layers = [.. ModelBinder.Bind(spec).Layers];
        if (!layers.Any(layer => layer.Kernel is ConvOp { AllowsWinograd: true } && layer.Attribute.StartsWith("[Conv2D", StringComparison.Ordinal)))
            yield break;
        foreach (ConvAlgorithm algorithm in Algorithms)
        {
            IEnumerable<AttributeSpec> asked = spec.Layers.Zip(layers, (attribute, layer) =>
                attribute.Kind == "Conv2D" && layer.Kernel is ConvOp { AllowsWinograd: true } conv && (algorithm == ConvAlgorithm.Direct || conv.Allows($"{algorithm}"))
                    ? attribute with { Arguments = attribute.Arguments.Append(new ArgumentSpec("Algorithm", new EnumValue(nameof(ConvAlgorithm), $"{algorithm}"))).ToEquatableArray() }
                    : attribute);
            AttributeSpec model = spec.Model with { Arguments = spec.Model.Arguments.Where(argument => argument.Name != "Precision").ToEquatableArray() };
            yield return new TestModel($"{declared.ClassName}{algorithm}", Definition.Print(spec with { Model = model, Layers = asked.ToEquatableArray() }));
        }
    }
}
