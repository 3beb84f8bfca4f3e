using System.Text.RegularExpressions;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// What a tuning file asks for is what is generated, and nothing else: a tuned network has the bits of the one whose attributes ask for the same
/// algorithms, at every width, in predictions and in the layers' own kernels. What attributes say wins.
/// </summary>
public sealed class TuningTests
{
    private const string Shape = "3x3, padding 1, 9x7x16 to 9x7x16";

    private const string Layers = """
        [Conv2D(16, 3, Padding = 1, Bias = false)]
        [BatchNorm(Activation = Activation.Relu)]
        [Conv2D(16, 3, Padding = 1)]
        [Conv2D(16, 3, Padding = 1, Activation = Activation.Silu)]
        [DepthwiseConv2D(3, Padding = 1)]
        [ConvTranspose2D(8, 2, Stride = 2)]
        [Conv2D(20, 1)]
        [Dense(37)]
        """;

    private const string Lines = $"""
        [Net]
        Conv1            {Shape}                                Winograd2x4   512: 1x3x1   256: 1x2x2
        Conv2            {Shape}                                Direct        512: loop 2x3x1   256: unrolled 1x2x1   128: loop 3x1x4
        Conv3            {Shape}                                Direct        512: unrolled   256: loop   128: 1x5x2
        DepthwiseConv1   3x3, padding 1, depthwise, 9x7x16 to 9x7x16              Direct   512: 1x3x1   128: 1x2x1
        ConvTranspose1   transposed 2x2, stride 2, 9x7x16 to 18x14x8   Direct   512: loop 2x2x1   128: unrolled
        Conv4            1x1, 18x14x8 to 18x14x20               Direct        512: loop 1x3x1   256: 1x5x1
        Dense1           dense, 18x14x20 to 1x1x37              Direct        512: 1x2x2   256: 1x3x1
        """;

    private static readonly TestModel Tuned = new("Tuned", $"[CnnModel(9, 7, 16)]\n{Layers}");

    /// <summary>The same with the algorithms on the attributes; tiles and ways of summing change no bit.</summary>
    private static readonly TestModel Asked = new("Asked", $"[CnnModel(9, 7, 16)]\n{Layers}"
        .Replace("Bias = false)", "Bias = false, Algorithm = ConvAlgorithm.Winograd2x4)").Replace("Padding = 1)]\n[Conv2D", "Padding = 1, Algorithm = ConvAlgorithm.Direct)]\n[Conv2D")
        .Replace("Silu)", "Silu, Algorithm = ConvAlgorithm.Direct)"));

    [Fact]
    public void A_tuned_network_has_the_bits_of_one_whose_attributes_ask_for_the_same()
    {
        const int Images = 3;
        ModelAssembly tuned = ModelAssembly.Compile([Tuned], Engine.All, model => Tune(model, Lines)), asked = ModelAssembly.Compile([Asked], Engine.All);
        foreach (Engine engine in Engine.All)
        {
            ModelUnderTest one = tuned.Create(Tuned, engine), other = asked.Create(Asked, engine);
            var random = new Random(1);
            TestData.SetParameters(one.Network, [one, other], length => TestData.Reals(random, length));
            double[] x = TestData.Reals(random, Images * one.Network.Input.Length);
            Close.AssertSameBits(other.Predict(x), one.Predict(x), $"{engine} y");
            foreach ((ReferenceLayer layer, ReferenceLayer same) in one.Network.Layers.Zip(other.Network.Layers).Where(pair => pair.First.Name.Contains("Conv", StringComparison.Ordinal)))
            {
                double[] input = TestData.Reals(random, Images * one.Network.InputShapesOf(layer).First().Length);
                double[][] parameters = one.Network.ParametersOf(layer);
                Close.AssertSameBits(other.KernelForward(same, [input], parameters), one.KernelForward(layer, [input], parameters), $"{engine} {layer.Name}");
            }
        }
    }

    /// <summary>The test above could not tell if tiles were ignored: they are in the summary.</summary>
    [Theory]
    [InlineData(512, "Conv2", "direct, tile 2x3 x 16, by net.cnntune line 3")]
    [InlineData(256, "Conv2", "direct, tile 1x2 x 8, unrolled, by net.cnntune line 3")]
    [InlineData(128, "Conv2", "direct, tile 3x1 x 16, by net.cnntune line 3")]
    [InlineData(256, "Conv3", " x 16, by net.cnntune line 4")]
    [InlineData(512, "Conv3", "unrolled, by net.cnntune line 4")]
    [InlineData(512, "Conv1", "Winograd 2x4, ")]
    [InlineData(512, "DepthwiseConv1", "depthwise, tile 1x3 x 16, by net.cnntune line 5")]
    [InlineData(512, "Dense1", "product, tile 2 x 32, by net.cnntune line 8")]
    [InlineData(1, "Conv2", "direct, tile ")]
    public void Every_part_of_a_line_is_taken(int bits, string layer, string expected) =>
        Assert.Contains(expected, Summary(Tuned.Attributes, Lines, bits, layer), StringComparison.Ordinal);

    [Theory]
    [InlineData("Algorithm = ConvAlgorithm.Direct", "Winograd4x4  512: 1x4x1", "direct, ", "line")]
    [InlineData("Algorithm = ConvAlgorithm.Winograd2x2", "Direct  512: loop 2x3x1", "Winograd 2x2", "line")]
    [InlineData("Algorithm = ConvAlgorithm.Winograd", "Winograd2x4", "Winograd 2x4, 10 tiles, by net.cnntune line 2", null)]
    [InlineData("Algorithm = ConvAlgorithm.Direct", "Direct  512: loop 2x3x1", "direct, tile 2x3 x 16, by net.cnntune line 2", "unrolled")]
    [InlineData("Algorithm = ConvAlgorithm.Direct, Unroll = Unroll.Full", "Direct  512: loop 1x2x1", "direct, tile 1x2 x 16, unrolled, by", null)]
    [InlineData("Weights = WeightFormat.BFloat16", "Winograd4x4", "bfloat16 weights", "line")]
    [InlineData("Weights = WeightFormat.BFloat16", "Direct  512: loop 1x3x1", "tile 1x3 x 16, bfloat16 weights, by net.cnntune line 2", null)]
    public void What_the_attribute_says_wins(string attribute, string line, string expected, string? unexpected)
    {
        string summary = Summary($"[CnnModel(9, 7, 16)]\n[Conv2D(16, 3, Padding = 1, {attribute})]", $"[Net]\nConv1 {Shape} {line}", 512, "Conv1");
        Assert.Contains(expected, summary, StringComparison.Ordinal);
        if (unexpected is not null)
            Assert.DoesNotContain(unexpected, summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "lanes", "direct, pixels in lanes, tile 32 x 6, by net.cnntune line 2")]
    [InlineData("", "unrolled", "direct, tile ")]
    [InlineData("", "1x14x1", "direct, tile 1x14 x 8, ")]
    [InlineData(", Unroll = Unroll.None", "lanes", "direct, tile ")]
    public void Pixels_lie_in_lanes_where_a_line_says_so(string attribute, string kernel, string expected) => Assert.Contains(expected, Summary(
        $"[CnnModel(32, 32, 1)]\n[Conv2D(6, 5{attribute})]", $"[Net]\nConv1 5x5, 32x32x1 to 28x28x6 Direct 512: {kernel}", 512, "Conv1"), StringComparison.Ordinal);

    [Fact]
    public void Strict_precision_wins()
    {
        const string Strict = "[CnnModel(9, 7, 16, Precision = Precision.Strict)]\n[Conv2D(16, 3, Padding = 1)]";
        Assert.Matches("direct, tile [^,]*$", Summary(Strict, $"[Net]\nConv1 {Shape} Winograd4x4 512: 1x4x1", 512, "Conv1"));
        Assert.Contains("tile 2x3 x 16, by net.cnntune", Summary(Strict, $"[Net]\nConv1 {Shape} Direct 512: loop 2x3x1", 512, "Conv1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Conv1 3x3, padding 1, 9x8x16 to 9x8x16 Direct 512: loop 2x3x1", TuningProblem.Stale)]
    [InlineData("Conv1 double 3x3, padding 1, 9x7x16 to 9x7x16 Direct 512: loop 2x3x1", TuningProblem.Stale)]
    [InlineData("Conv2 3x3, padding 1, 9x7x16 to 9x7x16 Direct 512: loop 2x3x1", TuningProblem.Unknown)]
    [InlineData("Conv1 3x3, padding 1, 9x7x16 to 9x7x16 Direct 256: loop 4x4x1", TuningProblem.Malformed)]
    public void A_line_that_does_not_hold_is_told_and_left_out(string line, string id)
    {
        const string Net = "[CnnModel(9, 7, 16)]\n[Conv2D(16, 3, Padding = 1)]";
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read(Net, "Net"));
        TuningProblem problem = Assert.Single(TuningSchedule.Check(model, Section($"[Net]\n{line}")));
        Assert.Equal((id, 2), (problem.Id, problem.Line));
        Assert.Empty(Tune(model, $"[Net]\n{line}").Tuning!.Lines);
        Assert.Equal(Summary(Net, "[Net]", 512, "Conv1"), Summary(Net, $"[Net]\n{line}", 512, "Conv1"));
    }

    [Fact]
    public void Equal_layers_share_their_kernels_only_where_they_are_tuned_alike()
    {
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read("[CnnModel(9, 7, 16)]\n[Conv2D(16, 3, Padding = 1)]\n[Conv2D(16, 3, Padding = 1)]\n[Conv2D(16, 3, Padding = 1)]", "Net"));
        Assert.Equal(model.Layers[0], model.KernelsOf(model.Layers[2]));
        BoundModel tuned = Tune(model, $"[Net]\nConv1 {Shape} Direct\nConv2 {Shape} Winograd2x2\nConv3 {Shape} Direct");
        Assert.Equal([0, 1, 0], tuned.Layers.Select(layer => tuned.Layers.ToList().IndexOf(tuned.KernelsOf(layer))));
        BoundModel half = Tune(model, $"[Net]\nConv2 {Shape} Direct");
        Assert.Equal([0, 1, 0], half.Layers.Select(layer => half.Layers.ToList().IndexOf(half.KernelsOf(layer))));
    }

    [Fact]
    public void A_layer_that_is_tuned_stays_in_its_band_unless_its_sum_is_written_out()
    {
        const string Net = "[CnnModel(64, 64, 16, Training = false)]\n[Conv2D(96, 1)]\n[DepthwiseConv2D(3, Padding = 1)]\n[Conv2D(16, 1)]",
            First = "Conv1 1x1, 64x64x16 to 64x64x96 Direct 512: ", Last = "\nConv2 1x1, 64x64x96 to 64x64x16 Direct 512: loop 1x3x1";
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read(Net, "Net"));
        Step[] Bands(string lines) => [.. new ModelScheduler(Tune(model, "[Net]\n" + lines), ParameterBlock.Of(model.Network), VectorClass.ForWidth(512))
            .Schedule().Predict.Steps.Where(step => step.Plan is BandPlan)];
        BandPlan whole = (BandPlan)Bands(string.Empty).Single().Plan, tuned = (BandPlan)Bands(First + "loop 1x5x2" + Last).Single().Plan;
        Assert.Equal((whole.Stages.Count, 5, 3), (tuned.Stages.Count, ((TilePlan)tuned.Stages[^3].Kernel).TileColumns, ((TilePlan)tuned.Stages[^1].Kernel).TileColumns));
        Assert.Equal("Chosen by the cost model.", Bands(string.Empty)[0].ChosenBy);
        Assert.Equal("Conv1: Chosen by net.cnntune line 2. DepthwiseConv1: Chosen by the cost model. Conv2: Chosen by net.cnntune line 3.", Bands(First + "loop 1x5x2" + Last)[0].ChosenBy);
        Assert.Equal(2, ((BandPlan)Bands(First + "unrolled 1x5x2").Single().Plan).Stages.Count(stage => stage.Epilogue is not null));
    }

    [Fact]
    public void Training_is_as_without_a_file()
    {
        BoundModel model = ModelBinder.Bind(Tuned.Spec(Engine.Single));
        string[] Steps(BoundModel bound) => [.. VectorClass.All.Select(target => new ModelScheduler(bound, ParameterBlock.Of(bound.Network), target).Schedule())
            .SelectMany(plan => plan.Forward!.Steps.Concat(plan.Backward!.Steps)).Select(step => $"{step.Plan} {step.ChosenBy}")];
        Assert.Equal(Steps(model), Steps(Tune(model, Lines)));
    }

    private static ClassTuning Section(string text)
    {
        TuningFile file = TuningReader.Read("net.cnntune", text);
        Assert.Empty(file.Problems);
        return file.Classes.Single();
    }

    private static BoundModel Tune(BoundModel model, string text) =>
        TuningSchedule.Tune(model, Section(model.IsDouble ? Regex.Replace(text, @"(?m)^(\w+ +)", "$1double ") : text));

    /// <summary>The generated summary's line of a layer.</summary>
    private static string Summary(string attributes, string tuning, int bits, string layer)
    {
        var options = new CompilerOptions(bits) { Tuning = Section(tuning) };
        string shell = ModelCompiler.Compile(DefinitionReader.Read(attributes, "Net"), options).Shell;
        return shell.Split('\n').Select(line => line.Trim(' ', '/', '"', '+', ';', '\r')).First(line => line.StartsWith(layer + " ", StringComparison.Ordinal)).Replace("\\n", string.Empty).Trim('"');
    }
}
