using Cnn.Gen.Compiler.Tests.Harness;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Whole networks for tests of what surrounds the figures: threads, memory, compiled code.</summary>
internal static class SampleNetworks
{
    /// <summary>LeNet-5, the network of the README, one that becomes smaller and larger again, one of depthwise and pointwise convolutions, one of slices and gates, and one of what a team shares out by rows and by channels, two of whose layers have names that generated code uses for that.</summary>
    public static IReadOnlyList<TestModel> All { get; } =
    [
        new("LeNet5", """
            [CnnModel(28, 28, 1)]
            [Conv2D(6, 5, Padding = 2, Activation = Activation.Tanh)]
            [AvgPool2D(2)]
            [Conv2D(16, 5, Activation = Activation.Tanh)]
            [AvgPool2D(2)]
            [Conv2D(120, 5, Activation = Activation.Tanh)]
            [Dense(84, Activation = Activation.Tanh)]
            [Dense(10)]
            """),
        new("DigitNet", """
            [CnnModel(28, 28, 1)]
            [Conv2D(32, 3, Padding = 1, Activation = Activation.Relu)]
            [MaxPool2D(2)]
            [Conv2D(64, 3, Padding = 1, Activation = Activation.Relu)]
            [MaxPool2D(2)]
            [Dense(128, Activation = Activation.Relu)]
            [Dense(10)]
            """),
        new("Decoder", """
            [CnnModel(12, 13, 3)]
            [ReflectPad2D(1)]
            [Conv2D(20, 3, Stride = 2, Activation = Activation.Relu)]
            [ConvTranspose2D(17, 4, Stride = 2, Padding = 1, Activation = Activation.LeakyRelu)]
            [Upsample2D(2, Mode = UpsampleMode.Bilinear)]
            [Conv2D(8, 3, PaddingMode = PaddingMode.SameUpper, Activation = Activation.Tanh)]
            [Resize2D(13, 17, Mode = ResizeMode.Cubic, Antialias = true)]
            [ConvTranspose2D(4, 2, Stride = 3, Groups = 4)]
            [EdgePad2D(1, 0, 2, 3)]
            [Upsample2D(2)]
            [AvgPool2D(4)]
            [Dense(10)]
            """),
        new("Mobile", """
            [CnnModel(19, 17, 3)]
            [ZeroPad2D(1)]
            [Conv2D(24, 3, Stride = 2, Activation = Activation.HardSwish)]
            [DepthwiseConv2D(3, Padding = 1, Activation = Activation.Relu6)]
            [Conv2D(37, 1, Activation = Activation.Silu)]
            [MaxPool2D(3, Stride = 2, Padding = 1)]
            [Conv2D(36, 3, Dilation = 2, PaddingMode = PaddingMode.SameUpper, Activation = Activation.Gelu)]
            [Conv2D(48, 3, Padding = 1, Groups = 4, Activation = Activation.LeakyRelu)]
            [GlobalAvgPool]
            [Dense(10)]
            [Softmax]
            """),
        new("Excite", """
            [CnnModel(13, 11, 6)]
            [Conv2D(24, 3, Padding = 1, Bias = false)]
            [InstanceNorm(Activation = Activation.Silu)]
            [Slice(12, 12)]
            [PRelu]
            [Conv2D(12, 3, Padding = 1, Input = "Slice1")]
            [Lrn(5, Alpha = 0.1)]
            [Concat("PRelu1")]
            [ChannelShuffle(2)]
            [GlobalAvgPool]
            [Dense(24, Activation = Activation.Sigmoid)]
            [Multiply("ChannelShuffle1")]
            [DepthToSpace(2)]
            [Clip(-1, 1)]
            [SpaceToDepth(2)]
            [ReduceMean(SpatialAxes.Width)]
            [Dense(10)]
            """),
        new("Shared", """
            [CnnModel(25, 40, 8)]
            [Conv2D(136, 1, Activation = Activation.Relu)]
            [DepthwiseConv2D(3, Stride = 2, Padding = 1, Activation = Activation.Relu6)]
            [Conv2D(192, 1)]
            [Conv2D(192, 1, Activation = Activation.Relu)]
            [Add("Conv2")]
            [Conv2D(32, 1, Name = "Rows10")]
            [Conv2D(128, 3, Padding = 1, Algorithm = ConvAlgorithm.Winograd, Activation = Activation.Relu)]
            [DepthwiseConv2D(5, Stride = 2, Padding = 2, Name = "First13By4")]
            [Conv2D(448, 1, Activation = Activation.Relu6)]
            [DepthwiseConv2D(3, Padding = 1)]
            [GlobalAvgPool]
            [Dense(10)]
            """),
    ];

    /// <summary>One whose weights are bfloat16, in sums written out and in loops, with images and in a transposed convolution: in single precision only.</summary>
    public static TestModel Rounded { get; } = new("Rounded", """
        [CnnModel(15, 14, 3)]
        [Conv2D(24, 3, Padding = 1, Activation = Activation.Relu, Weights = WeightFormat.BFloat16)]
        [BatchNorm]
        [Conv2D(40, 3, Stride = 2, Unroll = Unroll.None, Activation = Activation.Relu, Weights = WeightFormat.BFloat16)]
        [Conv2D(7, 3, Unroll = Unroll.Full, Weights = WeightFormat.BFloat16)]
        [Conv2D(12, 1, Unroll = Unroll.Full, Weights = WeightFormat.BFloat16)]
        [ConvTranspose2D(9, 3, Stride = 2, Weights = WeightFormat.BFloat16)]
        [Dense(100, Activation = Activation.Relu, Weights = WeightFormat.BFloat16)]
        [Dense(10, Weights = WeightFormat.BFloat16)]
        """);

    /// <summary>An instance with parameters that keep activations small.</summary>
    public static ModelUnderTest Create(ModelAssembly assembly, string name, Engine engine)
    {
        ModelUnderTest model = assembly.Create(All.Single(candidate => candidate.ClassName == name), engine);
        var random = new Random(6);
        TestData.SetParameters(model.Network, [model], length => [.. TestData.Reals(random, length).Select(value => (double)(float)(value * 0.1))]);
        return model;
    }
}
