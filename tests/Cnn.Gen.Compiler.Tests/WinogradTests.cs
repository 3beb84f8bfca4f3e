using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Winograd's minimal filtering: within 1e-4 of the direct sum, and the same bits at every width and number of threads.</summary>
public sealed class WinogradTests
{
    private const double SingleTolerance = 1e-4, DoubleTolerance = 1e-12;

    /// <summary>Shape and convolution, which gets each tile: sides that tiles fill, overhang by one, two or three, or that are smaller than one.</summary>
    private static readonly (string Shape, string Layers, int Images)[] Shapes =
    [
        ("8, 8, 16", "[Conv2D(16, 3, Padding = 1{0})]", 2),
        ("9, 6, 16", "[Conv2D(32, 3, Padding = 1, Activation = Activation.Relu{0})]", 1),
        ("10, 7, 32", "[Conv2D(16, 3, Bias = false{0})]", 3),
        ("11, 13, 48", "[Conv2D(48, 3, PaddingTop = 2, PaddingLeft = 1{0})]", 1),
        ("3, 3, 16", "[Conv2D(16, 3{0})]", 2),
        ("1, 2, 16", "[Conv2D(16, 3, Padding = 1, Activation = Activation.LeakyRelu, Alpha = 0.2{0})]", 2),
        ("14, 14, 64", "[Conv2D(64, 3, Padding = 1, Bias = false{0})]\n[BatchNorm(Activation = Activation.Relu6)]\n[Conv2D(32, 3, Padding = 1{0})]", 2),
        ("9, 11, 16", "[Conv2D(16, 3, Padding = 1{0})]\n[Conv2D(16, 3, Padding = 1{0})]\n[Add(\"Conv1\", Activation = Activation.Relu)]\n[Conv2D(16, 3, Padding = 1{0})]\n[Add(\"Add1\")]", 2),
        ("38, 55, 16", "[Conv2D(64, 3, Padding = 1{0})]", 2), // Some rows of tiles at a time, and fewer at the end of a member's share.
        ("33, 21, 16", "[Conv2D(80, 3, PaddingMode = PaddingMode.SameUpper{0})]\n[MaxPool2D(2)]\n[Conv2D(16, 3, Padding = 2{0})]", 2),
    ];

    private static readonly string[] Algorithms = ["Winograd2x2", "Winograd2x4", "Winograd4x2", "Winograd4x4"];

    /// <summary>
    /// The same with filters transformed on the fly: one to four tiles in all arrangements, that fill images or hang over; channels that are one, two
    /// and several times as many as go through all rows of planes together, or not a multiple; norms, residuals, pooling.
    /// </summary>
    private static readonly (string Shape, string Layers, int Images)[] OnTheFly =
    [
        ("8, 8, 16", "[Conv2D(16, 3, Padding = 1{0})]", 2),
        ("7, 7, 64", "[Conv2D(32, 3, Padding = 1, Activation = Activation.Relu{0})]", 3),
        ("3, 3, 48", "[Conv2D(16, 3{0})]", 2),
        ("6, 14, 32", "[Conv2D(48, 3, Bias = false{0})]", 1),
        ("9, 4, 80", "[Conv2D(16, 3, PaddingTop = 2, PaddingLeft = 1{0})]", 2),
        ("8, 7, 64", "[Conv2D(64, 3, Padding = 1, Bias = false{0})]\n[BatchNorm(Activation = Activation.Relu6)]\n[Conv2D(32, 3, Padding = 1{0})]", 2),
        ("8, 8, 16", "[Conv2D(16, 3, Padding = 1{0})]\n[Conv2D(16, 3, Padding = 1{0})]\n[Add(\"Conv1\", Activation = Activation.Relu)]\n[Conv2D(16, 3, Padding = 1{0})]\n[Add(\"Add1\")]", 2),
        ("8, 7, 32", "[Conv2D(16, 3, Padding = 1, Activation = Activation.Relu{0})]\n[MaxPool2D(2)]\n[Conv2D(16, 3, Padding = 1{0})]", 2),
    ];

    /// <summary>
    /// The same for windows of 7 and 8, and of 3 and 4, that move by two: all numbers of few channels, behind which vectors of any width read; sides that
    /// tiles fill or do not; one row of tiles, which threads share, and several.
    /// </summary>
    private static readonly (string Shape, string Layers, int Images)[] Strided =
    [
        ("32, 32, 3", "[Conv2D(16, 7, Stride = 2, Padding = 3, Bias = false{0})]\n[BatchNorm(Activation = Activation.Relu)]\n[MaxPool2D(3, Stride = 2, Padding = 1)]", 2),
        ("37, 22, 1", "[Conv2D(16, 7, Stride = 2{0})]", 1),
        ("14, 14, 4", "[Conv2D(32, 8, Stride = 2{0})]", 3),
        ("15, 27, 2", "[Conv2D(16, 7, 8, Stride = 2, PaddingTop = 2, PaddingLeft = 1, PaddingRight = 3, Activation = Activation.Relu{0})]\n[Conv2D(16, 3, Padding = 1, Algorithm = ConvAlgorithm.Winograd)]", 2),
        ("14, 14, 6", "[Conv2D(6, 1)]\n[Slice(2, 4)]\n[Conv2D(16, 8, Stride = 2{0})]", 2), // Pixels that do not touch.
        ("16, 18, 16", "[Conv2D(32, 3, Stride = 2, Padding = 1{0})]\n[Conv2D(16, 3, Stride = 2, Activation = Activation.Relu{0})]", 2),
        ("11, 9, 32", "[Conv2D(16, 4, Stride = 2, Padding = 1, Bias = false{0})]\n[BatchNorm(Activation = Activation.Relu)]", 1),
        ("30, 40, 16", "[Conv2D(48, 3, 4, Stride = 2, PaddingTop = 1, PaddingRight = 2{0})]\n[Conv2D(48, 1, Stride = 2, Input = \"Input\")]\n[Add(\"Conv1\", Activation = Activation.Relu)]", 2),
        ("65, 130, 3", "[Conv2D(48, 8, 7, Stride = 2, PaddingMode = PaddingMode.SameUpper, Activation = Activation.Relu{0})]\n[MaxPool2D(2)]", 1),
    ];

    private static readonly TestModel[] Models =
    [
        .. Algorithms.SelectMany(algorithm => Shapes.Select((shape, index) => Model(algorithm, index, shape))),
        .. Strided.Select((shape, index) => Model("Winograd4x4", Shapes.Length + index, shape)),
        .. OnTheFly.Select((shape, index) => Model("Winograd4x4OnTheFly", Shapes.Length + Strided.Length + index, shape)),
    ];

    private static TestModel Model(string algorithm, int index, (string Shape, string Layers, int Images) shape) =>
        new($"{algorithm}_{index}", $"[CnnModel({shape.Shape})]\n{string.Format(shape.Layers, $", Algorithm = ConvAlgorithm.{algorithm}")}");

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile(Models, [.. Engine.All, Engine.Single]));

    private static readonly TestModel[] Nets = [.. Golden.Nets.Select(golden => new TestModel(golden.ClassName, golden.Attributes.Trim()))];

    private static readonly Lazy<ModelAssembly> NetAssembly = new(() => ModelAssembly.Compile(Nets, Engine.Widths));

    public static TheoryData<string> Names => [.. Models.Select(model => model.ClassName)];

    public static TheoryData<string> NetNames => [.. Golden.Nets.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_reference_in_the_same_bits_at_every_width_and_number_of_threads(string name)
    {
        TestModel model = Models.Single(model => model.ClassName == name);
        int images = Shapes.Concat(Strided).Concat(OnTheFly).ElementAt(int.Parse(name[(name.IndexOf('_') + 1)..])).Images;
        double[]? bits = null;
        foreach (Engine engine in (IEnumerable<Engine>)[.. Engine.All, Engine.Single])
        {
            ModelUnderTest made = Assembly.Value.Create(model, engine);
            var random = new Random(11);
            double[] x = TestData.Reals(random, images * made.Network.Input.Length);
            foreach ((string parameter, double[] values) in made.Network.Parameters)
            {
                double[] drawn = TestData.Reals(random, values.Length);
                for (int i = 0; i < values.Length; i++)
                    values[i] = parameter.EndsWith("variance", StringComparison.Ordinal) ? Math.Abs(drawn[i]) + 0.5 : drawn[i];
                made.SetParameter(parameter, values);
            }

            double[] y = made.Predict(x);
            Close.Assert(made.Network.Predict(x), y, engine.IsDouble ? DoubleTolerance : SingleTolerance, $"{engine} y");
            if (!engine.IsDouble)
                Close.AssertSameBits(bits ??= y, y, $"{engine} y");
            foreach (int threads in new[] { 2, 3 })
            {
                made.Threads = threads;
                Close.AssertSameBits(y, made.Predict(x), $"{engine} y with {threads} threads");
            }

            ReferenceLayer layer = made.Network.Layers[0];
            double[][] parameters = made.Network.ParametersOf(layer);
            Close.Assert(layer.Op.Forward([x], parameters, images), made.KernelForward(layer, [x], parameters),
                engine.IsDouble ? DoubleTolerance : SingleTolerance, $"{engine} y of {layer.Name}");
        }
    }

    /// <summary>VGG's last layers and ResNet-18's, whose filters are many and whose tiles few; the same with more tiles, with so few channels that filters are near, or too few filters to share out.</summary>
    [Theory]
    [InlineData("8, 8, 256", 256, true)]
    [InlineData("8, 8, 128", 256, true)]
    [InlineData("7, 7, 512", 512, true)]
    [InlineData("16, 16, 128", 128, false)]
    [InlineData("8, 8, 64", 64, false)]
    [InlineData("8, 8, 1024", 64, false)]
    public void Few_tiles_of_many_channels_have_their_filters_transformed_on_the_fly(string shape, int filters, bool onTheFly)
    {
        foreach (Engine engine in new[] { Engine.Single, Engine.Double })
        {
            var model = new TestModel("Net", $"[CnnModel({shape}, Training = false)]\n[Conv2D({filters}, 3, Padding = 1)]");
            string kernels = ModelCompiler.Compile(ModelBinder.Bind(model.Spec(engine)), new CompilerOptions(512)).Kernels;
            Assert.Equal(onTheFly, kernels.Contains("with filters on the fly"));
        }
    }

    [Theory]
    [InlineData(512, 6)]
    [InlineData(256, 3)] // 24 sums would not leave one of 16 registers.
    [InlineData(128, 6)]
    public void Sums_of_a_row_of_planes_fit_the_registers(int bits, int columns)
    {
        VectorClass target = VectorClass.ForWidth(bits);
        OnTheFlyPlan plan = OnTheFlyPlan.Choose(new WinogradTile(4, 4) { OnTheFly = true }, target.LanesFor(64, isDouble: false), 4, target);
        Assert.Equal((columns, columns == 6), (plan.Columns, plan.InRegisters));
        Assert.True((plan.FetchedLines * plan.Line * plan.Tile.InputRows) >= plan.Filters); // All filters are fetched ahead.
    }

    [Theory]
    [MemberData(nameof(NetNames))]
    public void Networks_in_the_default_precision_give_the_figures_of_PyTorch(string name)
    {
        Golden golden = Golden.Nets.Single(golden => golden.Name == name);
        double[]? bits = null;
        foreach (Engine engine in Engine.Widths)
        {
            ModelUnderTest model = NetAssembly.Value.Create(Nets.Single(net => net.ClassName == golden.ClassName), engine);
            foreach ((string parameter, double[] values) in golden.All("parameter"))
                model.SetParameter(parameter, values);
            double[] y = model.Predict(golden.Tensors["x"].Data);
            Close.Assert(golden.Tensors["y"].Data, y, SingleTolerance, $"{engine} y");
            Close.AssertSameBits(bits ??= y, y, $"{engine} y");
        }
    }
}
