using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Convolutions, and a pooling behind them, that some rows at a time go through together give the bits of the same layers one after the other: any
/// windows, any number of rows, any images and threads, at the narrowest and the widest vectors and in double. The threads matter: a member that begins within an image finds
/// nothing in its band.
/// </summary>
public sealed class BandTests
{
    private const int Drawn = 16, Seed = 20261124;

    private static readonly Engine[] Engines = [.. new[] { Engine.Widths[0], Engine.Widths[^1] }.Distinct(), Engine.Double];

    /// <summary>
    /// What a draw is not sure to meet: parts of a concatenation at both ends, a copy of the input with a ring, a value read twice, tiles of Winograd's
    /// of either stride, the last of which hang over.
    /// </summary>
    private static readonly string[] Picked =
    [
        "[CnnModel(17, 9, 3)]\n[Conv2D(8, 3, Stride = 2, Padding = 1)]\n[DepthwiseConv2D(3, Padding = 1, Activation = Activation.Relu6)]\n[Conv2D(20, 1)]",
        "[CnnModel(12, 10, 16)]\n[Conv2D(40, 1, Activation = Activation.Relu)]\n[DepthwiseConv2D(5, Padding = 2)]\n[Conv2D(16, 1)]\n[Add(\"Input\")]\n[Dense(3)]",
        "[CnnModel(11, 8, 16)]\n[Conv2D(24, 1)]\n[Conv2D(24, 1)]\n[DepthwiseConv2D(3, Padding = 1)]\n[Concat(\"Conv1\")]\n[Slice(20, 20)]\n[DepthwiseConv2D(3)]\n[Conv2D(5, 1)]",
        "[CnnModel(15, 7, 18)]\n[DepthwiseConv2D(3, Padding = 1)]\n[DepthwiseConv2D(3, Padding = 1)]\n[DepthwiseConv2D(3, Stride = 2, Padding = 1)]\n[DepthwiseConv2D(7, Padding = 3)]",
        "[CnnModel(21, 46, 16)]\n[Conv2D(16, 3, Padding = 1, Activation = Activation.Relu, Algorithm = ConvAlgorithm.Winograd4x4)]\n[MaxPool2D(3, Stride = 2, Padding = 1)]\n[Dense(3)]",
        "[CnnModel(38, 92, 3)]\n[Conv2D(16, 7, Stride = 2, Padding = 3, Algorithm = ConvAlgorithm.Winograd)]\n[AvgPool2D(3, Stride = 2, Padding = 1)]\n[Conv2D(5, 1)]",
    ];

    private static readonly Dictionary<string, TestModel> Models = Picked.Concat(Draw(new Random(Seed)))
        .Select((attributes, number) => new TestModel($"Bands{number}", attributes)).ToDictionary(model => model.ClassName);

    private static readonly Lazy<ModelAssembly> Apart = new(() => ModelAssembly.Compile([.. Models.Values], Engines, model => Ask(model, _ => 0)));

    private static readonly Lazy<ModelAssembly> Together = new(() => ModelAssembly.Compile([.. Models.Values], Engines, model => Ask(model, RowsOf(model))));

    private static readonly Lazy<ModelAssembly> TwoRows = new(() => ModelAssembly.Compile([.. Models.Values], Engines, model => Ask(model, _ => 2)));

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bands_give_the_bits_of_whole_images(string name)
    {
        foreach (Engine engine in Engines)
        {
            ModelUnderTest apart = Apart.Value.Create(Models[name], engine);
            ModelUnderTest[] together = [Together.Value.Create(Models[name], engine), TwoRows.Value.Create(Models[name], engine)];
            foreach (int images in new[] { 1, 3 })
            {
                var random = new Random(images);
                TestData.SetParameters(apart.Network, [apart, .. together], length => TestData.Reals(random, length));
                double[] x = TestData.Reals(random, images * apart.Network.Input.Length), y = apart.Predict(x);
                foreach ((ModelUnderTest bands, int threads) in together.SelectMany(bands => new[] { 1, 2, 3 }.Select(threads => (bands, threads))))
                {
                    bands.Threads = threads;
                    Close.AssertSameBits(y, bands.Predict(x), $"seed {Seed}: {Models[name].Attributes}\n{engine}, {images} images, {threads} threads");
                }
            }
        }
    }

    [Fact]
    public void Every_network_has_bands()
    {
        // Where the schedule could not do what it is asked, the other test would compare a network with itself.
        Assert.All(Models.Values, model =>
        {
            string kernels = ModelCompiler.Compile(Ask(ModelBinder.Bind(model.Spec(Engine.Single)), _ => 2), new CompilerOptions(128)).Kernels;
            Assert.Contains("NextRows", kernels);
        });
    }

    [Fact]
    public void Large_values_do_not_leave_the_cache()
    {
        BoundModel model = ModelBinder.Bind(new TestModel(
            "Bottleneck", "[CnnModel(56, 56, 24, Training = false)]\n[Conv2D(144, 1)]\n[DepthwiseConv2D(3, Padding = 1)]\n[Conv2D(24, 1)]").Spec(Engine.Single));
        CompiledModel together = ModelCompiler.Compile(model, new CompilerOptions(512)), apart = ModelCompiler.Compile(Ask(model, _ => 0), new CompilerOptions(512));
        Assert.Contains("Bands_24to24(", together.Kernels);
        Assert.DoesNotContain("Bands_", apart.Kernels);
        Assert.Contains("memory: 0 B of activations for an image", together.Shell);
        Assert.Contains("memory: 3,744 kB of activations for an image", apart.Shell);
    }

    [Fact]
    public void What_exceeds_the_cache_together_is_cut_at_the_smallest_value()
    {
        // MobileNetV2's first six convolutions: in double their bands have no room together. A cut where room ends would write 9.6 MB of 96 channels.
        var head = new TestModel(
            "Head", "[CnnModel(224, 224, 3, Training = false)]\n[Conv2D(32, 3, Stride = 2, Padding = 1)]\n[DepthwiseConv2D(3, Padding = 1)]\n[Conv2D(16, 1)]\n"
            + "[Conv2D(96, 1)]\n[DepthwiseConv2D(3, Stride = 2, Padding = 1)]\n[Conv2D(24, 1)]");
        string Kernels(Engine engine) => ModelCompiler.Compile(ModelBinder.Bind(head.Spec(engine)), new CompilerOptions(512)).Kernels;
        Assert.Contains("Bands_3to24(", Kernels(Engine.Single));
        string cut = Kernels(Engine.Double);
        Assert.Contains("Bands_3to16(", cut);
        Assert.Contains("Bands_16to24(", cut);
    }

    /// <summary>Chains of two to four convolutions of any windows, strides and padding, some of them depthwise, some with a pooling behind.</summary>
    private static IEnumerable<string> Draw(Random random)
    {
        for (int number = 0; number < Drawn; number++)
        {
            (int height, int width, int channels) = (random.Next(6, 24), random.Next(5, 20), random.Next(1, 40));
            var lines = new List<string> { $"[CnnModel({height}, {width}, {channels})]" };
            for (int layer = random.Next(2, 5); layer > 0; layer--)
            {
                int size = Math.Min(Math.Min(height, width), random.Next(3) * 2 + 1), dilation = size == 3 && Math.Min(height, width) > 5 ? random.Next(1, 3) : 1;
                (int stride, int above, int below, int beside) = (random.Next(4) == 0 ? 2 : 1, random.Next(3), random.Next(3), random.Next(3));
                string window = $"{size}, Stride = {stride}, Dilation = {dilation}, PaddingTop = {above}, PaddingBottom = {below}, PaddingLeft = {beside}, PaddingRight = {beside}";
                string rest = $"Bias = {(random.Next(2) > 0 ? "true" : "false")}, Activation = Activation.{(random.Next(2) > 0 ? "Relu" : "None")}, Algorithm = ConvAlgorithm.Direct";
                if (random.Next(2) == 0)
                    lines.Add($"[Conv2D({channels}, {window}, {rest}{(channels > 1 ? $", Groups = {channels}" : string.Empty)})]");
                else
                    lines.Add($"[Conv2D({channels = random.Next(1, 40)}, {window}, {rest})]");
                height = ((height + above + below - (dilation * (size - 1)) - 1) / stride) + 1;
                width = ((width + beside + beside - (dilation * (size - 1)) - 1) / stride) + 1;
            }

            if (random.Next(2) == 0 && Math.Min(height, width) > 2)
                lines.Add($"[{(random.Next(2) == 0 ? "Max" : "Avg")}Pool2D({random.Next(2, 4)}, Stride = {random.Next(1, 3)}, Padding = {random.Next(2)})]");

            yield return string.Join("\n", lines);
        }
    }

    /// <summary>Any number of rows, the same for a model whenever it is asked.</summary>
    private static Func<int, int> RowsOf(BoundModel model)
    {
        var random = new Random(model.Spec.ClassName[^1]);
        return most => random.Next(1, most + 2);
    }

    private static BoundModel Ask(BoundModel model, Func<int, int> rows) => model with
    {
        Network = model.Network.WithNodes(model.Network.Nodes.Select(node => node.Op is ConvOp conv
            ? node with { Op = conv with { Hints = conv.Hints with { BandRows = rows(conv.Window.Height.Output) } } } : node)),
    };
}
