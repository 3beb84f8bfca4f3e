using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// A layer as it stands in a network. Its padding is part of the input, as it is there, where the layer before writes into the inside of a
/// ring of zeros; so a network of this layer alone is its kernel and nothing else.
/// </summary>
/// <param name="From">The network.</param>
/// <param name="Input">The input with its padding: height, width, channels.</param>
/// <param name="Attribute">The layer.</param>
public sealed record LayerShape(string From, string Input, string Attribute)
{
    /// <summary>Layers of all kinds and sizes. No network here has a depthwise window of 5x5; that one is MobileNetV3's.</summary>
    public static IReadOnlyList<LayerShape> All { get; } =
    [
        new("MNIST CNN", "28, 28, 1", "Conv2D(32, 3)"),
        new("VGG-like", "34, 34, 3", "Conv2D(64, 3)"),
        new("MobileNetV1 0.25", "97, 97, 3", "Conv2D(8, 3, Stride = 2)"),
        new("SqueezeNet 1.1", "224, 224, 3", "Conv2D(64, 3, Stride = 2)"),
        new("ResNet-8", "34, 34, 16", "Conv2D(16, 3)"),
        new("SqueezeNet 1.1", "57, 57, 16", "Conv2D(64, 3)"),
        new("ResNet-8", "18, 18, 32", "Conv2D(32, 3)"),
        new("MNIST CNN", "26, 26, 32", "Conv2D(64, 3)"),
        new("ResNet-18", "58, 58, 64", "Conv2D(64, 3)"),
        new("ResNet-18", "57, 57, 64", "Conv2D(128, 3, Stride = 2)"),
        new("VGG-like", "18, 18, 128", "Conv2D(128, 3)"),
        new("ResNet-18", "30, 30, 128", "Conv2D(128, 3)"),
        new("VGG-like", "10, 10, 256", "Conv2D(256, 3)"),
        new("ResNet-18", "16, 16, 256", "Conv2D(256, 3)"),
        new("ResNet-18", "15, 15, 256", "Conv2D(512, 3, Stride = 2)"),
        new("ResNet-18", "9, 9, 512", "Conv2D(512, 3)"),
        new("LeNet-5", "32, 32, 1", "Conv2D(6, 5)"),
        new("LeNet-5", "14, 14, 6", "Conv2D(16, 5)"),
        new("ResNet-18", "229, 229, 3", "Conv2D(64, 7, Stride = 2)"),
        new("DS-CNN", "25, 5, 64", "Conv2D(64, 1)"),
        new("MobileNetV2", "112, 112, 16", "Conv2D(96, 1)"),
        new("MobileNetV2", "14, 14, 384", "Conv2D(64, 1)"),
        new("MobileNetV2", "7, 7, 320", "Conv2D(1280, 1)"),
        new("DS-CNN", "27, 7, 64", "DepthwiseConv2D(3)"),
        new("MobileNetV2", "113, 113, 96", "DepthwiseConv2D(3, Stride = 2)"),
        new("MobileNetV2", "16, 16, 384", "DepthwiseConv2D(3)"),
        new("MobileNetV3", "18, 18, 480", "DepthwiseConv2D(5)"),
        new("LeNet-5", "1, 1, 120", "Dense(84)"),
        new("MNIST CNN", "12, 12, 64", "Dense(128)"),
        new("ResNet-18", "1, 1, 512", "Dense(1000)"),
        new("LeNet-5", "28, 28, 6", "AvgPool2D(2)"),
        new("SqueezeNet 1.1", "111, 111, 64", "MaxPool2D(3, Stride = 2)"),
        new("VGG-like", "32, 32, 64", "MaxPool2D(2)"),
        new("MobileNetV2", "7, 7, 1280", "GlobalAvgPool"),
    ];

    /// <summary>The layer as a network of its own, in each way that can be asked for, first without asking. Some may not apply to it.</summary>
    public IEnumerable<LayerWay> Ways
    {
        get
        {
            ModelSpec spec = Compiled.Spec($"[CnnModel({Input})]\n[{Attribute}]"), direct = With(spec, ConvAlgorithm.Direct);
            if (spec.Layers[0].Kind != "Conv2D")
                return [new LayerWay("", spec)];
            IEnumerable<LayerWay> algorithms = Enum.GetValues<ConvAlgorithm>().Except([ConvAlgorithm.Auto])
                .Select(algorithm => new LayerWay($"{algorithm}", With(spec, algorithm)));
            return [new("", spec), .. algorithms, new("Direct, unrolled", With(direct, Unroll.Full)), new("Direct, looped", With(direct, Unroll.None))];
        }
    }

    private static ModelSpec With(ModelSpec spec, ConvAlgorithm algorithm) =>
        With(spec, "Algorithm", new EnumValue(nameof(ConvAlgorithm), algorithm.ToString()));

    private static ModelSpec With(ModelSpec spec, Unroll unroll) =>
        With(spec, "Unroll", new EnumValue(nameof(Unroll), unroll.ToString()));

    private static ModelSpec With(ModelSpec spec, string name, EnumValue value) =>
        spec with { Layers = new[] { Compiled.With(spec.Layers[0], name, value) }.ToEquatableArray() };
}
