using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Cnn.Gen.Runtime;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Weights kept as bfloat16: predictions are those of the same network with its weights rounded beforehand, to the bit, at every width and
/// number of threads; training does not see them.
/// </summary>
public sealed class BFloat16Tests
{
    /// <summary>Sums of odd and even length in one run and in several, sums written out and in loops, blocks of channels that are not filled, groups, phases.</summary>
    private static readonly (string Shape, string Layers, int Images)[] Networks =
    [
        ("1, 1, 64", "[Dense(48{0})]", 1),
        ("1, 1, 37", "[Dense(133, Activation = Activation.Relu{0})]\n[Dense(1, Bias = false{0})]\n[Dense(3{0})]", 5),
        ("1, 1, 23", "[Dense(300{0})]\n[Dense(77, Activation = Activation.Relu{0})]\n[Dense(129{0})]", 1),
        ("1, 1, 5", "[Dense(300{0})]\n[Dense(17{0})]", 19),
        ("3, 5, 7", "[Dense(70, Bias = false, Activation = Activation.LeakyRelu, Alpha = 0.1{0})]", 16),
        ("8, 9, 3", "[Conv2D(5, 3, Padding = 1, Activation = Activation.Relu{0})]\n[Conv2D(19, 2{0})]", 2),
        ("8, 9, 3", "[Conv2D(20, 3, Padding = 1, Unroll = Unroll.None{0})]\n[Conv2D(33, 3, Dilation = 2, Unroll = Unroll.Full{0})]", 1),
        ("14, 14, 48", "[Conv2D(80, 3, Padding = 1, Activation = Activation.Relu{0})]\n[Conv2D(48, 1{0})]", 1),
        ("12, 7, 33", "[Conv2D(65, 3, Stride = 2, Padding = 1, Bias = false{0})]\n[Conv2D(130, 1, Stride = 2{0})]\n[Conv2D(64, 3, Padding = 1{0})]", 2),
        ("9, 8, 12", "[Conv2D(24, 3, Groups = 4{0})]\n[Conv2D(18, 1, Groups = 6, Activation = Activation.HardSwish{0})]\n[Conv2D(36, 3, Groups = 18{0})]", 2),
        ("1, 29, 5", "[Conv1D(21, 4, Stride = 2{0})]\n[ConvTranspose1D(9, 3, Stride = 3{0})]", 2),
        ("6, 5, 11", "[ConvTranspose2D(17, 3, Stride = 2, Padding = 1, Activation = Activation.Relu{0})]\n[ConvTranspose2D(6, 2, Stride = 3, Groups = 1{0})]", 2),
        ("5, 5, 6", "[ConvTranspose2D(8, 4, Groups = 2{0})]\n[Conv2D(7, 8{0})]", 3),
    ];

    private static readonly TestModel[] Rounded = Make("Rounded", ", Weights = WeightFormat.BFloat16");
    private static readonly TestModel[] Plain = Make("Plain", string.Empty);

    private static readonly TestModel Normed = new("Normed", """
        [CnnModel(9, 8, 3)]
        [Conv2D(21, 3, Bias = false, Weights = WeightFormat.BFloat16)]
        [BatchNorm(Activation = Activation.Relu)]
        [Conv2D(64, 1, Weights = WeightFormat.BFloat16)]
        [BatchNorm]
        [Dense(10)]
        """);

    private static readonly Engine[] Engines = [.. Engine.Widths, Engine.Single];
    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile([.. Rounded, .. Plain, Normed], Engines));

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Networks.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Predictions_have_the_bits_of_those_with_rounded_weights_and_training_those_without(int number)
    {
        double[]? bits = null;
        foreach (Engine engine in Engines)
        {
            ModelUnderTest rounded = Assembly.Value.Create(Rounded[number], engine), plain = Assembly.Value.Create(Plain[number], engine);
            var random = new Random(number);
            TestData.SetParameters(rounded.Network, [rounded, plain], length => TestData.Reals(random, length));
            double[] x = TestData.Reals(random, Networks[number].Images * rounded.Network.Input.Length);
            double[] dy = TestData.Reals(random, Networks[number].Images * rounded.Network.Output.Length);

            (double[] trained, NetworkGradients gradients) = rounded.Train(x, dy);
            (double[] expected, NetworkGradients expectedGradients) = plain.Train(x, dy);
            Close.AssertSameBits(expected, trained, $"{engine} y of training");
            Close.AssertSameBits(expectedGradients.Input, gradients.Input, $"{engine} dx");
            Assert.All(gradients.Parameters, gradient => Close.AssertSameBits(expectedGradients.Parameters[gradient.Key], gradient.Value, $"{engine} {gradient.Key}"));

            double[] y = rounded.Predict(x);
            Assert.NotEqual(plain.Predict(x), y);
            foreach ((string parameter, double[] values) in plain.Network.Parameters)
                plain.SetParameter(parameter, IsWeight(parameter) ? Array.ConvertAll(rounded.Network.Parameters[parameter], Round) : rounded.Network.Parameters[parameter]);
            Close.AssertSameBits(plain.Predict(x), y, $"{engine} y");
            Close.AssertSameBits(bits ??= y, y, $"{engine} y");
            string weight = rounded.Network.Parameters.Keys.First(IsWeight);
            foreach (int threads in new[] { 2, 3 })
            {
                rounded.Threads = threads;
                rounded.SetParameter(weight, rounded.Network.Parameters[weight]); // A new version, which as many threads pack.
                Close.AssertSameBits(y, rounded.Predict(x), $"{engine} y with {threads} threads");
            }

            ReferenceLayer layer = rounded.Network.Layers[0];
            double[][] parameters = rounded.Network.ParametersOf(layer);
            double[][] roundedParameters = [Array.ConvertAll(parameters[0], Round), .. parameters.Skip(1)];
            double[] own = rounded.KernelForward(layer, [x], parameters);
            Close.AssertSameBits(plain.KernelForward(layer, [x], roundedParameters), own, $"{engine} y of {layer.Name}");
            Close.Assert(layer.Op.Forward([x], roundedParameters, Networks[number].Images), own, 1e-5, $"{engine} y of {layer.Name}");
        }
    }

    [Fact]
    public void The_factor_of_a_batch_norm_is_in_the_weights_before_they_are_rounded()
    {
        double[]? bits = null;
        foreach (Engine engine in Engines)
        {
            ModelUnderTest model = Assembly.Value.Create(Normed, engine);
            var random = new Random(3);
            TestData.SetParameters(model.Network, [model], length => TestData.Nonzero(random, length));
            double[] x = TestData.Reals(random, 2 * model.Network.Input.Length), y = model.Predict(x);
            Close.AssertSameBits(bits ??= y, y, $"{engine} y");

            foreach (string number in new[] { "1", "2" })
            {
                double[] Values(string role) => model.Network.Parameters[$"BatchNorm{number}.{role}"];
                double[] weight = model.Network.Parameters[$"Conv{number}.weight"];
                for (int i = 0; i < weight.Length; i++)
                {
                    int filter = i % Values("scale").Length;
                    float factor = (float)Values("scale")[filter] / MathF.Sqrt((float)Values("variance")[filter] + 1e-5f);
                    weight[i] = Round((float)weight[i] * factor) / factor;
                }
            }

            Close.Assert(model.Network.Predict(x), y, 1e-5, $"{engine} y");
        }
    }

    [Fact]
    public void Numbers_are_rounded_to_the_nearest_of_bfloat16()
    {
        var random = new Random(5);
        IEnumerable<float> drawn = Enumerable.Range(0, 200_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        IEnumerable<float> ties = Enumerable.Range(0, 1 << 16).Select(upper => BitConverter.UInt32BitsToSingle(((uint)upper << 16) | 0x8000));
        float[] special =
        [
            0, -0f, 1, -1, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity,
            float.BitIncrement(1 + 0.00390625f), 1 + 0.00390625f, float.BitDecrement(1 + 0.00390625f), 1 + (3 * 0.00390625f),
        ];
        foreach (float value in drawn.Concat(ties).Concat(special))
        {
            float rounded = BitConverter.UInt32BitsToSingle((uint)Blocks.ToBFloat16(value) << 16);
            if (float.IsNaN(value))
            {
                Assert.True(float.IsNaN(rounded), $"{BitConverter.SingleToUInt32Bits(value):x8}");
                continue;
            }

            Assert.True(BitConverter.DoubleToInt64Bits(Round(value)) == BitConverter.DoubleToInt64Bits(rounded), $"{value:R}: {rounded:R}, not {Round(value):R}");
            if (float.IsNormal(value) && float.IsFinite(rounded))
                Assert.True(Math.Abs((double)rounded - value) <= Math.Abs((double)value) / 256, $"{value:R}: {rounded:R}");
        }

        Assert.Equal(float.PositiveInfinity, Round(float.MaxValue));
    }

    [Fact]
    public void Packed_weights_are_pairs_of_the_elements_of_a_run()
    {
        // Two groups of three filters in blocks of two; a run of three elements leaves half a word empty.
        const int Filters = 3, Groups = 2, Block = 2, Rows = 2, Columns = 1, Channels = 3, Run = 3, Blocks = 2, Pairs = 2;
        var random = new Random(8);
        float[] weight = [.. Enumerable.Range(0, Rows * Columns * Channels * Filters * Groups).Select(_ => random.NextSingle())];
        weight[4] = float.NaN;
        float[] factor = [.. Enumerable.Range(0, Groups * Blocks * Block).Select(_ => random.NextSingle() + 0.5f)];
        var packed = new float[Groups * Blocks * Rows * Pairs * Block];
        Array.Fill(packed, 7);
        int channelStep = Filters * Groups, columnStep = Channels * channelStep;
        Runtime.Blocks.PackBFloat16Weights(
            ref weight[0], ref factor[0], ref packed[0], Filters, Block, Rows, Columns * columnStep, Columns, columnStep, Channels, channelStep, Filters, Run,
            0, Groups * Blocks);
        for (int place = 0; place < 2 * packed.Length; place++)
        {
            (int word, int half) = (place / 2, place % 2);
            (int lane, int pair, int row, int block, int group) =
                (word % Block, word / Block % Pairs, word / (Block * Pairs) % Rows, word / (Block * Pairs * Rows) % Blocks, word / (Block * Pairs * Rows * Blocks));
            (int element, int filter) = ((2 * pair) + half, (block * Block) + lane);
            double expected = element < Run && filter < Filters
                ? Round(weight[(((row * Channels) + element) * channelStep) + (group * Filters) + filter] * factor[(((group * Blocks) + block) * Block) + lane]) : 0;
            uint bits = BitConverter.SingleToUInt32Bits(packed[word]);
            float actual = BitConverter.UInt32BitsToSingle(half == 0 ? bits << 16 : bits & 0xFFFF0000);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Kernels_of_every_width_widen_pairs_of_weights_and_say_so()
    {
        const string Layers = "[Conv2D(40, 3{0})]\n[Dense(30{0})]";
        string plain = Compile($"[CnnModel(9, 8, 3)]\n{string.Format(Layers, string.Empty)}").Kernels;
        CompiledModel rounded = Compile($"[CnnModel(9, 8, 3)]\n{string.Format(Layers, ", Weights = WeightFormat.BFloat16")}");
        Assert.DoesNotContain("BFloat16", plain);
        Assert.DoesNotContain("bfloat16", plain);
        Assert.Equal(4, rounded.Kernels.Split("Multiply1x1_1680to30BFloat16<TEpilogue>").Length - 1);
        Assert.Equal(8, rounded.Kernels.Split("/// Weights are bfloat16").Length - 1);
        foreach (string vector in new[] { "Vector512", "Vector256", "Vector128", "Scalar" })
        {
            Assert.Contains($"{vector}.AsSingle({vector}.ShiftLeft({vector}.AsInt32(", rounded.Kernels);
            Assert.Contains($" & {vector}.Create(~0xFFFF))", rounded.Kernels);
        }

        // Files are the same, so the topology is.
        Assert.Equal(Topology(plain), Topology(rounded.Kernels));
        Assert.Contains("bfloat16 weights", rounded.Shell);

        static string Topology(string kernels) => kernels.Split('\n').Single(line => line.Contains("Topology = "));
    }

    [Fact]
    public void Half_the_bytes_of_packed_weights_are_left()
    {
        Assert.Equal(512 * 1008, PackedWeights(string.Empty));
        Assert.Equal(256 * 1024, PackedWeights(", Weights = WeightFormat.BFloat16"));

        // What stands behind the packed weights is the bias.
        static long PackedWeights(string option) => long.Parse(System.Text.RegularExpressions.Regex.Match(
            Compile($"[CnnModel(1, 1, 512, Training = false)]\n[Dense(1000{option})]").Kernels, @"dense1PackedBias = ref memory\.PackedParameter\((\d+)\)").Groups[1].Value);
    }

    [Theory]
    [InlineData("[CnnModel(8, 8, 1, Element = ElementKind.Double)]\n[Dense(10, Weights = WeightFormat.BFloat16)]", "Dense1", "single precision", "Element = Double", "Leave Weights out")]
    [InlineData("[CnnModel(8, 8, 16)]\n[Conv2D(16, 3, Weights = WeightFormat.BFloat16, Algorithm = ConvAlgorithm.Winograd4x4)]", "Conv1", "Winograd4x4", "Algorithm = Auto or Direct would fit")]
    [InlineData("[CnnModel(8, 8, 6)]\n[Conv2D(6, 3, Groups = 6, Weights = WeightFormat.BFloat16)]", "Conv1", "depthwise", "9 weights for each of its 6 channels", "Leave Weights out")]
    [InlineData("[CnnModel(8, 8, 6)]\n[ConvTranspose2D(6, 2, Groups = 6, Weights = WeightFormat.BFloat16)]", "ConvTranspose1", "depthwise", "4 weights", "Leave Weights out")]
    [InlineData("[CnnModel(8, 8, 6)]\n[DepthwiseConv2D(3, Weights = WeightFormat.BFloat16)]", "DepthwiseConv1", "depthwise", "Leave Weights out")]
    public void What_does_not_go_together_is_said(string attributes, params string[] parts)
    {
        Problem problem = Assert.Single(ModelBinder.Bind(DefinitionReader.Read(attributes, "Net")).Problems);
        Assert.Equal(("CNN0024", "Weights"), (problem.Id, problem.Argument));
        Assert.All(parts, part => Assert.Contains(part, problem.Message));
    }

    private static CompiledModel Compile(string attributes) => ModelCompiler.Compile(DefinitionReader.Read(attributes, "Net"), new CompilerOptions());

    /// <summary>The nearest number with 8 significant bits, of two as near the even one: a multiple of 2^(exponent - 7), and of 2^-133 at least.</summary>
    private static double Round(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value;
        double unit = double.Exp2(Math.Max(Math.ILogB(value), -126) - 7);
        double rounded = Math.Round(value / unit, MidpointRounding.ToEven) * unit;
        return Math.Abs(rounded) < double.Exp2(128) ? rounded : Math.CopySign(double.PositiveInfinity, value);
    }

    private static bool IsWeight(string parameter) => parameter.EndsWith(".weight", StringComparison.Ordinal);

    /// <summary>The networks with the same direct algorithms.</summary>
    private static TestModel[] Make(string name, string option) => [.. Networks.Select((network, index) => new TestModel(
        $"{name}{index}", $"[CnnModel({network.Shape}, Precision = Precision.Strict)]\n{string.Format(network.Layers, option)}"))];
}
