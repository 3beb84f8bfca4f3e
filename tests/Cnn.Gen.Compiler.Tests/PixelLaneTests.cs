using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Convolutions of few channels with pixels in the lanes of vectors give the bits of those with channels in the lanes: rows that no number of
/// vectors fills, any window and number of filters, before and behind other layers, at every width and in double.
/// </summary>
public sealed class PixelLaneTests
{
    private const int Drawn = 16, Seed = 20261125;

    private static readonly string[] Picked =
    [
        "[CnnModel(28, 28, 1)]\n[Conv2D(6, 5, Padding = 2, Activation = Activation.Tanh)]\n[AvgPool2D(2)]\n[Dense(4)]",
        "[CnnModel(9, 33, 1)]\n[Conv2D(1, 3, Padding = 1)]\n[Conv2D(3, 3, Padding = 1, Activation = Activation.Relu)]\n[MaxPool2D(2)]\n[Conv2D(1, 3)]",
        "[CnnModel(12, 18, 1)]\n[Conv2D(5, 3, Padding = 1, Bias = false)]\n[BatchNorm(Activation = Activation.Relu)]\n[Conv2D(2, 3, Padding = 1, Input = \"Input\")]\n[Concat(\"BatchNorm1\")]",
        // The input gradient of a stride of two writes every second pixel.
        "[CnnModel(6, 70, 1)]\n[Conv2D(1, 3, Padding = 1)]\n[Conv2D(1, 3, Stride = 2, Padding = 1)]",
    ];

    private static readonly string[] PickedGroups =
    [
        "[CnnModel(21, 33, 3)]\n[Conv2D(8, 3, Stride = 2)]\n[BatchNorm(Activation = Activation.Relu)]\n[Conv2D(4, 1)]",
        "[CnnModel(8, 16, 2)]\n[Conv2D(4, 3)]\n[MaxPool2D(2)]\n[Dense(3)]",
    ];

    private static readonly Dictionary<string, TestModel> Models = Picked.Concat(Draw(new Random(Seed))).Concat(PickedGroups).Concat(DrawGroups(new Random(Seed)))
        .Select((attributes, number) => new TestModel($"Lanes{number}", attributes)).ToDictionary(model => model.ClassName);

    private static readonly Lazy<ModelAssembly> Without = new(() => ModelAssembly.Compile([.. Models.Values], Engine.All, model => Ask(model, false)));

    private static readonly Lazy<ModelAssembly> With = new(() => ModelAssembly.Compile([.. Models.Values], Engine.All, model => Ask(model, true)));

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_in_the_lanes_give_the_bits_of_channels_in_the_lanes(string name)
    {
        foreach (Engine engine in Engine.All)
        {
            ModelUnderTest without = Without.Value.Create(Models[name], engine), with = With.Value.Create(Models[name], engine);
            string what = $"seed {Seed}: {Models[name].Attributes}\n{engine}";
            foreach (int images in new[] { 1, 3 })
            {
                var random = new Random(images);
                TestData.SetParameters(without.Network, [without, with], length => TestData.Reals(random, length));
                double[] x = TestData.Reals(random, images * without.Network.Input.Length), dy = TestData.Reals(random, images * without.Network.Output.Length);
                (double[] y, NetworkGradients gradients) = without.Train(x, dy);
                foreach (int threads in new[] { 1, 2 })
                {
                    with.Threads = threads;
                    Close.AssertSameBits(without.Predict(x), with.Predict(x), $"{what}, {images} images, {threads} threads: Predict");
                    (double[] actual, NetworkGradients actualGradients) = with.Train(x, dy);
                    Close.AssertSameBits(y, actual, $"{what}, {images} images, {threads} threads: Forward");
                    Close.AssertSameBits(gradients.Input, actualGradients.Input, $"{what}, {images} images, {threads} threads: dx");
                }
            }

            ReferenceLayer first = without.Network.Layers[0];
            double[] input = TestData.Reals(new Random(7), without.Network.Input.Length);
            double[][] parameters = [.. first.Op.Parameters.Select(parameter => TestData.Reals(new Random(8), parameter.Length))];
            Close.AssertSameBits(without.KernelForward(first, [input], parameters), with.KernelForward(first, [input], parameters), $"{what}: {first.Name}.Forward");
        }
    }

    [Fact]
    public void Every_network_has_pixels_in_lanes()
    {
        // Where the schedule could not do what it is asked, the other test would compare a network with itself.
        string Kernels(TestModel model, int bits) =>
            ModelCompiler.Compile(Ask(ModelBinder.Bind(model.Spec(Engine.Single)), true), new CompilerOptions(bits)).Kernels;
        int groups = PickedGroups.Length + Drawn;
        Assert.All(Models.Values.SkipLast(groups), model => Assert.Contains("pixels, in the lanes of vectors", Kernels(model, 128)));
        Assert.All(Models.Values.TakeLast(groups), model => Assert.Contains("of them in each vector", Kernels(model, 512)));
    }

    [Fact]
    public void A_first_layer_of_few_filters_has_pixels_in_lanes()
    {
        string Summary(string layer, int colouredSide = 0) => ModelCompiler.Compile(ModelBinder.Bind(
            new TestModel("First", $"[CnnModel({(colouredSide > 0 ? $"{colouredSide}, {colouredSide}, 3" : "28, 28, 1")}, Training = false)]\n[{layer}]").Spec(Engine.Single)), new CompilerOptions(512)).Shell;
        Assert.Contains("pixels in lanes, tile 32 x 6", Summary("Conv2D(6, 5, Padding = 2)"));
        Assert.DoesNotContain("pixels in lanes", Summary("Conv2D(32, 3, Padding = 1)"));
        Assert.DoesNotContain("pixels in lanes", Summary("Conv2D(6, 5, Padding = 2, Unroll = Unroll.None)"));
        Assert.Contains("pixels in lanes, tile 24 x 8", Summary("Conv2D(8, 3, Stride = 2)", 97));
        Assert.DoesNotContain("pixels in lanes", Summary("Conv2D(16, 3, Stride = 2)", 97));
    }

    private static IEnumerable<string> Draw(Random random)
    {
        for (int number = 0; number < Drawn; number++)
        {
            (int rows, int columns, int size) = (random.Next(6, 20), random.Next(12, 50), random.Next(1, 6));
            string dilation = size == 3 && random.Next(2) == 0 ? ", Dilation = 2" : string.Empty;
            yield return $"[CnnModel({rows}, {columns}, 1)]\n[Conv2D({random.Next(1, 13)}, {size}{dilation}, StrideHeight = {random.Next(1, 3)}, PaddingTop = {random.Next(3)}, PaddingLeft = {random.Next(3)}, "
                + $"PaddingRight = {random.Next(3)}, Bias = {(random.Next(2) > 0 ? "true" : "false")}, Activation = Activation.{(random.Next(2) > 0 ? "Relu" : "None")})]";
        }
    }

    private static IEnumerable<string> DrawGroups(Random random)
    {
        for (int number = 0; number < Drawn; number++)
        {
            // Two pixels of eight channels, whose inputs of a row nearly fill a vector of sixteen.
            (int channels, int stride) = (random.Next(2, 5), random.Next(1, 3));
            int size = (16 / channels) - stride - random.Next(2);
            yield return $"[CnnModel({random.Next(8, 20)}, {random.Next(16, 50)}, {channels})]\n[Conv2D(8, {size}, Stride = {stride}, PaddingTop = {random.Next(3)}, PaddingLeft = {random.Next(3)}, "
                + $"PaddingRight = {random.Next(3)}, Bias = {(random.Next(2) > 0 ? "true" : "false")}, Activation = Activation.{(random.Next(2) > 0 ? "Relu" : "None")})]";
        }
    }

    private static BoundModel Ask(BoundModel model, bool pixelLanes)
    {
        Graph.Op WithHint(Graph.Op op) => op is ConvOp conv ? conv with { Hints = conv.Hints with { PixelLanes = pixelLanes } } : op;
        return model with
        {
            Network = model.Network.WithNodes(model.Network.Nodes.Select(node => node with { Op = WithHint(node.Op) })),
            Layers = model.Layers.Select(layer => layer.Kernel is null ? layer : layer with { Kernel = WithHint(layer.Kernel) }).ToEquatableArray(),
        };
    }
}
