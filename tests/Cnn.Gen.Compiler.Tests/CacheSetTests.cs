using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Pixels that would compete for few sets of a cache: those that depthwise convolutions read lie further apart, which no result depends on, and tiles of other
/// convolutions have no more of them than a set has ways.
/// </summary>
public sealed class CacheSetTests
{
    /// <summary>
    /// Values of 8 lines or more, an even number, in single and in double precision: with a ring of zeros and without, between depthwise convolutions, in
    /// bands, and beside values that stay as they are because something else reads or writes them too.
    /// </summary>
    private static readonly string[] Attributes =
    [
        "[CnnModel(11, 9, 3)]\n[Conv2D(128, 1, Activation = Activation.Relu)]\n[DepthwiseConv2D(3, Padding = 1)]\n[DepthwiseConv2D(3, Stride = 2)]\n[Conv2D(7, 1)]",
        "[CnnModel(9, 12, 5)]\n[Conv2D(160, 3)]\n[DepthwiseConv2D(5, Padding = 2)]\n[Conv2D(128, 1)]\n[Add(\"Conv2\")]\n[DepthwiseConv2D(3)]\n[Conv2D(128, 1)]\n[DepthwiseConv2D(3)]",
        "[CnnModel(57, 55, 24)]\n[Conv2D(256, 1)]\n[DepthwiseConv2D(3, Padding = 1, Activation = Activation.Relu6)]\n[Conv2D(8, 1)]",
    ];

    private static readonly Engine[] Engines = [.. Engine.Widths, Engine.Double];

    private static readonly Dictionary<string, TestModel> Models =
        Attributes.Select((attributes, number) => new TestModel($"Spread{number}", attributes)).ToDictionary(model => model.ClassName);

    private static readonly Lazy<ModelAssembly> Compiled = new(() => ModelAssembly.Compile([.. Models.Values], Engines));

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Predictions_have_the_bits_of_training_whose_pixels_touch(string name)
    {
        foreach (Engine engine in Engines)
        {
            ModelUnderTest model = Compiled.Value.Create(Models[name], engine);
            const int Images = 3;
            var random = new Random(Images);
            TestData.SetParameters(model.Network, [model], length => TestData.Reals(random, length));
            double[] x = TestData.Reals(random, Images * model.Network.Input.Length), y = model.Predict(x);
            (double[] expected, _) = model.Train(x, new double[y.Length]);
            foreach (int threads in new[] { 1, 2, 3 })
            {
                model.Threads = threads;
                Close.AssertSameBits(expected, model.Predict(x), $"{Models[name].Attributes}\n{engine}, {threads} threads");
            }
        }
    }

    [Theory]
    [InlineData(32, sizeof(float), 48)]
    [InlineData(32, sizeof(double), 40)] // Four lines; in single precision two.
    [InlineData(48, sizeof(float), 48)]
    [InlineData(40, sizeof(double), 40)]
    public void An_even_number_of_lines_gets_another(int elements, int size, int apart) =>
        Assert.Equal(apart, SpreadRules.Apart(elements, SpreadRules.Line(size)));

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 8)]
    public void Planes_lie_an_odd_number_of_lines_apart(bool isDouble, int line)
    {
        var undecided = new WinogradPlan(new WinogradTile(4, 4), 64, 64, 32, 32, 1, null, Residual: false, Pooled: false);
        WinogradPlan plan = WinogradSchedule.Choose(undecided, VectorClass.ForWidth(512), isDouble);
        Assert.Equal(line, plan.InputPlane % (2 * line));
        Assert.Equal(line, plan.OutputPlane % (2 * line));
        Assert.Equal(2, plan.ChunkRows); // Weights that come again for each chunk do so behind its product.
    }

    [Theory]
    [InlineData(384, sizeof(float), 400)]
    [InlineData(384, sizeof(double), 392)]
    [InlineData(64, sizeof(double), 72)]
    [InlineData(64, sizeof(float), 64)] // Four lines: a fifth would be a quarter more room.
    [InlineData(144, sizeof(float), 144)] // Nine lines: in all sets already.
    [InlineData(136, sizeof(float), 136)] // No whole lines.
    public void Pixels_lie_an_odd_number_of_lines_apart(int channels, int size, int pixel)
    {
        var layout = new Compiler.Schedules.Layout(new Shape(14, 14, channels), new Halo(1, 1, 1, 1));
        (Op pointwise, Op depthwise) = (Convolution($"[Conv2D({channels}, 1)]"), Convolution("[DepthwiseConv2D(3)]"));
        Assert.Equal(pixel, SpreadRules.Spread(layout, pointwise, [depthwise], size).Pixel);
        Assert.Equal(channels, SpreadRules.Spread(layout, pointwise, [depthwise, pointwise], size).Pixel);
        Assert.Equal(channels, SpreadRules.Spread(layout, null, [depthwise], size).Pixel);

        Op Convolution(string attribute) =>
            ModelBinder.Bind(new TestModel("One", $"[CnnModel(14, 14, {channels})]\n{attribute}").Spec(Engine.Single)).Network.Nodes.First(node => node.Op is ConvOp).Op;
    }

    [Fact]
    public void A_tile_has_no_more_pixels_4_kB_apart_than_a_set_has_ways()
    {
        var model = new TestModel("Squeeze", "[CnnModel(13, 13, 512, Training = false)]\n[Conv2D(64, 1)]");
        string Kernels(Engine engine) => ModelCompiler.Compile(ModelBinder.Bind(model.Spec(engine)), new CompilerOptions(512)).Kernels;
        Assert.Contains("a tile is 1x13 pixels", Kernels(Engine.Single));
        Assert.Contains("a tile is 1x5 pixels", Kernels(Engine.Double));
    }
}
