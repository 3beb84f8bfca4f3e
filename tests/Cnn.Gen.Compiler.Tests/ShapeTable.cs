using System.Globalization;
using Cnn.Gen.Compiler.Tests.Harness;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>The table of shapes: corners picked by hand, then drawn ones.</summary>
internal static class ShapeTable
{
    private const int Drawn = 90;

    /// <summary>The seed of the drawn cases. The environment variable CNNGEN_SHAPE_SEED draws others, for a longer search.</summary>
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("CNNGEN_SHAPE_SEED") ?? "20240607", CultureInfo.InvariantCulture);

    /// <summary>Shape, layers, images.</summary>
    private static readonly (string Shape, string Layers, int Images)[] Picked =
    [
        // Convolution: smallest images, windows as large as the image, padding beyond half the window, strides beyond the window.
        ("1, 1, 1", "[Conv2D(1, 1)]", 1),
        ("1, 1, 1", "[Conv2D(1, 1)]", 5),
        ("1, 1, 3", "[Conv2D(5, 3, Padding = 1)]", 2),
        ("1, 1, 7", "[Conv2D(2, 5, Padding = 4)]", 3),
        ("1, 9, 2", "[Conv2D(3, 1, 3)]", 2),
        ("9, 1, 2", "[Conv2D(3, 3, 1, Padding = 1)]", 2),
        ("3, 3, 2", "[Conv2D(4, 3)]", 4),
        ("5, 4, 3", "[Conv2D(6, 5, 4, Padding = 0)]", 1),
        ("4, 4, 1", "[Conv2D(2, 3, Padding = 3)]", 2),
        ("4, 6, 2", "[Conv2D(3, 2, Padding = 5)]", 1),
        ("11, 11, 2", "[Conv2D(3, 2, Stride = 5)]", 2),
        ("9, 14, 1", "[Conv2D(3, 1, Stride = 3)]", 3),
        ("7, 7, 3", "[Conv2D(4, 3, Stride = 2, Padding = 1)]", 2),
        ("8, 8, 3", "[Conv2D(4, 3, Stride = 2, Padding = 1)]", 2),
        ("6, 9, 3", "[Conv2D(4, 3, StrideHeight = 1, StrideWidth = 3, Padding = 2)]", 2),
        ("5, 5, 2", "[Conv2D(3, 3, PaddingTop = 4)]", 1),
        ("5, 5, 2", "[Conv2D(3, 3, PaddingRight = 4)]", 1),
        ("6, 7, 2", "[Conv2D(3, 2, 4, PaddingBottom = 2, PaddingLeft = 3)]", 3),
        ("7, 7, 2", "[Conv2D(3, 3, Dilation = 3)]", 2),
        ("7, 9, 2", "[Conv2D(3, 3, DilationHeight = 2, DilationWidth = 4, Padding = 4)]", 2),
        ("5, 5, 1", "[Conv2D(2, 3, Dilation = 5, Padding = 5)]", 1),
        ("8, 5, 2", "[Conv2D(3, 4, PaddingMode = PaddingMode.SameUpper)]", 2),
        ("8, 5, 2", "[Conv2D(3, 4, PaddingMode = PaddingMode.SameLower)]", 2),
        ("9, 10, 2", "[Conv2D(3, 4, 3, Stride = 3, PaddingMode = PaddingMode.SameLower)]", 2),
        ("9, 10, 2", "[Conv2D(3, 1, Stride = 4, PaddingMode = PaddingMode.SameUpper)]", 2),
        ("7, 7, 2", "[Conv2D(3, 3, Dilation = 2, PaddingMode = PaddingMode.SameUpper)]", 1),
        ("6, 6, 4", "[Conv2D(6, 3, Padding = 1, Bias = false)]", 2),

        // Channels around the widths of vectors, one more and one less.
        ("5, 5, 4", "[Conv2D(4, 3)]", 1),
        ("5, 5, 7", "[Conv2D(8, 3)]", 1),
        ("5, 5, 8", "[Conv2D(9, 3)]", 2),
        ("4, 5, 15", "[Conv2D(16, 3)]", 1),
        ("4, 5, 16", "[Conv2D(17, 3, Padding = 1)]", 1),
        ("4, 4, 17", "[Conv2D(31, 3)]", 1),
        ("4, 3, 31", "[Conv2D(32, 3, Padding = 1)]", 1),
        ("3, 4, 33", "[Conv2D(33, 3, Padding = 1)]", 2),
        ("3, 3, 64", "[Conv2D(64, 1)]", 2),
        ("3, 3, 70", "[Conv2D(70, 1)]", 3),
        ("4, 4, 70", "[Conv2D(3, 3, Padding = 1)]", 1),
        ("4, 4, 3", "[Conv2D(70, 3, Padding = 1)]", 1),
        ("3, 20, 32", "[Conv2D(48, 1, 3)]", 1),
        ("6, 29, 5", "[Conv2D(32, 3, Padding = 1)]", 2),
        ("12, 30, 1", "[Conv2D(6, 5, Padding = 2)]", 1),
        ("33, 8, 2", "[Conv2D(3, 5)]", 1),

        // Groups and depthwise.
        ("5, 5, 6", "[Conv2D(6, 3, Groups = 2)]", 2),
        ("5, 5, 6", "[Conv2D(9, 3, Groups = 3, Padding = 1)]", 2),
        ("5, 6, 6", "[Conv2D(12, 3, Groups = 6, Stride = 2)]", 2),
        ("4, 4, 34", "[Conv2D(34, 3, Groups = 2, Padding = 1)]", 1),
        ("4, 4, 36", "[Conv2D(36, 1, Groups = 4)]", 2),
        ("4, 5, 20", "[Conv2D(5, 3, Groups = 5, Bias = false)]", 1),
        ("5, 5, 1", "[DepthwiseConv2D(3)]", 2),
        ("5, 5, 3", "[DepthwiseConv2D(3, Padding = 1, Multiplier = 3)]", 2),
        ("6, 5, 17", "[DepthwiseConv2D(3, Padding = 1)]", 2),
        ("6, 6, 33", "[DepthwiseConv2D(3, Stride = 2, Padding = 1, Bias = false)]", 1),
        ("7, 7, 16", "[DepthwiseConv2D(5, Padding = 2, Activation = Activation.Relu6)]", 1),
        ("9, 9, 5", "[DepthwiseConv2D(3, Dilation = 2, PaddingMode = PaddingMode.SameUpper, Multiplier = 2)]", 1),
        ("5, 6, 70", "[DepthwiseConv2D(2, 3)]", 1),

        // Transposed convolution: strides beyond the window and dilations beside strides leave outputs that no tap reaches.
        ("1, 1, 3", "[ConvTranspose2D(4, 4)]", 2),
        ("1, 1, 1", "[ConvTranspose2D(1, 1)]", 3),
        ("5, 4, 3", "[ConvTranspose2D(4, 3, Padding = 1)]", 2),
        ("4, 5, 6", "[ConvTranspose2D(8, 2, Stride = 2, Activation = Activation.Relu)]", 2),
        ("4, 4, 3", "[ConvTranspose2D(17, 4, Stride = 2, Padding = 1, Activation = Activation.LeakyRelu)]", 2),
        ("3, 5, 33", "[ConvTranspose2D(5, 3, Stride = 2, Padding = 1, OutputPadding = 1, Bias = false)]", 2),
        ("4, 3, 2", "[ConvTranspose2D(3, 2, Stride = 3, Activation = Activation.Relu)]", 2),
        ("4, 3, 2", "[ConvTranspose2D(3, 1, Stride = 2, Bias = false)]", 2),
        ("4, 3, 4", "[ConvTranspose2D(6, 3, Dilation = 2, Stride = 2, Groups = 2, Activation = Activation.Sigmoid)]", 2),
        ("3, 4, 6", "[ConvTranspose2D(4, 3, 2, StrideHeight = 3, StrideWidth = 1, PaddingTop = 2, PaddingRight = 1, Groups = 2)]", 2),
        ("4, 4, 5", "[ConvTranspose2D(5, 3, Groups = 5, Stride = 2, Padding = 1, OutputPaddingHeight = 1, Activation = Activation.Relu6)]", 2),
        ("4, 4, 20", "[ConvTranspose2D(20, 2, Groups = 20, Stride = 3)]", 1),
        ("4, 5, 2", "[ConvTranspose2D(3, 3, Stride = 2, PaddingMode = PaddingMode.SameUpper)]", 2),
        ("4, 5, 2", "[ConvTranspose2D(3, 4, Stride = 3, PaddingMode = PaddingMode.SameLower)]", 2),
        ("4, 5, 2", "[ConvTranspose2D(3, 1, Stride = 2, PaddingMode = PaddingMode.SameLower)]", 2),
        ("3, 3, 2", "[ConvTranspose2D(3, 3, Dilation = 3, DilationHeight = 2, PaddingMode = PaddingMode.SameLower)]", 1),
        ("5, 6, 40", "[ConvTranspose2D(36, 3, Stride = 2, Padding = 1)]", 1),
        ("4, 4, 8", "[ConvTranspose2D(16, 1)]", 2),
        ("6, 6, 3", "[Conv2D(8, 3, Stride = 2, Padding = 1, Activation = Activation.Relu)]\n[ConvTranspose2D(4, 2, Stride = 2, Bias = false)]\n[BatchNorm(Activation = Activation.Relu)]\n[Conv2D(2, 3, Padding = 1)]", 3),
        ("4, 4, 3", "[ConvTranspose2D(6, 3, Stride = 2, Groups = 3, Bias = false)]\n[BatchNorm]\n[ConvTranspose2D(2, 3, Padding = 1, Activation = Activation.Tanh)]", 3),
        ("4, 4, 3", "[ConvTranspose2D(4, 1, Stride = 2, Bias = false)]\n[BatchNorm(Activation = Activation.Relu)]\n[Dense(3)]", 3),

        // Pools.
        ("4, 4, 1", "[MaxPool2D(2)]", 1),
        ("5, 5, 3", "[MaxPool2D(2)]", 2),
        ("5, 5, 3", "[MaxPool2D(2, CeilMode = true)]", 2),
        ("5, 5, 3", "[MaxPool2D(2, CeilMode = true, Ties = Ties.All)]", 2),
        ("7, 6, 5", "[MaxPool2D(3, Stride = 1, Ties = Ties.All)]", 3),
        ("7, 6, 5", "[MaxPool2D(3, Stride = 1, Padding = 1)]", 3),
        ("6, 8, 16", "[MaxPool2D(3, 2, Stride = 2, Padding = 1)]", 2),
        ("6, 7, 33", "[MaxPool2D(2, Stride = 3)]", 1),
        ("9, 9, 2", "[MaxPool2D(3, Dilation = 2, Stride = 2, CeilMode = true)]", 2),
        ("7, 7, 4", "[MaxPool2D(3, Stride = 2, PaddingTop = 2, PaddingLeft = 1, PaddingRight = 2)]", 2),
        ("8, 8, 4", "[MaxPool2D(4, 3, Stride = 3, PaddingMode = PaddingMode.SameLower)]", 1),
        ("1, 1, 9", "[MaxPool2D(1)]", 2),
        ("3, 4, 2", "[MaxPool2D(3, 4)]", 2),
        ("4, 4, 1", "[AvgPool2D(2)]", 1),
        ("5, 5, 3", "[AvgPool2D(2, CeilMode = true)]", 2),
        ("5, 5, 3", "[AvgPool2D(2, CeilMode = true, CountIncludePad = true)]", 2),
        ("6, 6, 3", "[AvgPool2D(3, Stride = 2, Padding = 1, CeilMode = true, CountIncludePad = true)]", 2),
        ("6, 6, 3", "[AvgPool2D(3, Stride = 2, Padding = 1, CeilMode = true)]", 2),
        ("7, 6, 5", "[AvgPool2D(3, Stride = 1, Padding = 2)]", 3),
        ("7, 6, 17", "[AvgPool2D(2, 3, Stride = 4)]", 1),
        ("9, 8, 2", "[AvgPool2D(3, Dilation = 2, Stride = 1, Padding = 1, CountIncludePad = true)]", 2),
        ("7, 7, 4", "[AvgPool2D(3, Stride = 2, PaddingTop = 2, PaddingRight = 1, CountIncludePad = true)]", 2),
        ("1, 1, 5", "[GlobalAvgPool]", 2),
        ("6, 5, 19", "[GlobalAvgPool]", 3),
        ("6, 5, 19", "[GlobalMaxPool]", 3),
        ("1, 7, 1", "[GlobalMaxPool]", 2),

        // Dense, softmax, padding, and activations behind every kind of producer.
        ("1, 1, 1", "[Dense(1)]", 1),
        ("1, 1, 70", "[Dense(70)]", 5),
        ("3, 5, 7", "[Dense(10, Activation = Activation.Sigmoid)]", 3),
        ("2, 3, 4", "[Dense(33, Bias = false)]", 4),
        ("1, 1, 257", "[Dense(3)]", 2),
        ("4, 4, 2", "[Flatten]\n[Dense(16)]", 2),
        ("1, 1, 10", "[Softmax]", 5),
        ("3, 2, 17", "[Softmax]", 2),
        ("2, 2, 1", "[Softmax]", 2),
        ("1, 1, 12", "[Dense(10)]\n[Softmax]", 3),
        ("3, 4, 2", "[ZeroPad2D(2)]", 2),
        ("3, 4, 5", "[ZeroPad2D(0, 1, 2, 3)]", 2),
        ("3, 4, 5", "[ZeroPad2D(0)]", 1),
        ("5, 5, 3", "[ZeroPad2D(1)]\n[Conv2D(4, 3)]", 2),
        ("5, 5, 3", "[Activate(Activation.HardSigmoid)]", 2),
        ("5, 5, 3", "[Activate(Activation.HardSwish)]", 2),
        ("5, 5, 3", "[Activate(Activation.Relu6)]", 2),
        ("5, 5, 3", "[Activate(Activation.Sigmoid)]", 2),
        ("5, 5, 3", "[Activate(Activation.Elu, Alpha = 0.5)]", 2),
        ("5, 5, 3", "[Activate(Activation.GeluTanh)]", 2),
        ("5, 5, 3", "[Activate(Activation.Gelu)]", 2),
        ("5, 5, 3", "[Activate(Activation.Selu)]", 2),
        ("5, 5, 3", "[Activate(Activation.Silu)]", 2),
        ("5, 5, 3", "[Activate(Activation.Softplus)]", 2),
        ("5, 5, 3", "[Activate(Activation.Tanh)]", 2),
        ("5, 5, 3", "[Activate(Activation.LeakyRelu, Alpha = -0.5)]", 2),
        ("5, 5, 3", "[Activate(Activation.None)]", 2),
        ("6, 6, 3", "[Conv2D(8, 3, Activation = Activation.HardSwish)]\n[MaxPool2D(2)]\n[Dense(5)]", 2),
        ("8, 8, 2", "[Conv2D(4, 3, Padding = 1, Activation = Activation.Relu)]\n[MaxPool2D(3, Stride = 2)]\n[Conv2D(3, 2)]", 2),
        ("9, 7, 2", "[AvgPool2D(2, Stride = 1)]\n[Conv2D(4, 3, Activation = Activation.Tanh)]\n[GlobalAvgPool]\n[Softmax]", 3),
        ("4, 4, 3", "[Activate(Activation.Relu)]\n[MaxPool2D(2)]", 2),

        // Layers of several inputs, values read more than once, batch-norm and dropout.
        ("5, 4, 3", "[Conv2D(3, 3, Padding = 1)]\n[Add(\"Input\")]", 2),
        ("5, 4, 3", "[Conv2D(3, 3, Padding = 1)]\n[Add(\"Input\", Activation = Activation.Relu)]\n[Conv2D(3, 1)]\n[Add(\"Add1\", \"Conv1\")]", 2),
        ("5, 4, 17", "[Conv2D(17, 1)]\n[Multiply(\"Input\")]", 2),
        ("3, 4, 5", "[Activate(Activation.Tanh)]\n[Multiply(\"Input\", \"Activate1\", Activation = Activation.Sigmoid)]", 3),
        ("5, 4, 3", "[Conv2D(7, 3, Padding = 1)]\n[Concat(\"Input\")]\n[Conv2D(4, 2)]", 2),
        ("6, 6, 2", "[MaxPool2D(2, Name = \"A\")]\n[AvgPool2D(2, Input = \"Input\", Name = \"B\")]\n[Conv2D(5, 2, Stride = 2, Input = \"Input\")]\n[Concat(\"A\", \"B\", \"A\")]", 2),
        ("3, 3, 4", "[Concat(\"Input\")]\n[GlobalAvgPool]", 2),
        ("5, 5, 3", "[BatchNorm]", 3),
        ("4, 6, 19", "[BatchNorm(Epsilon = 0.01, Activation = Activation.Silu)]", 2),
        ("6, 5, 3", "[Conv2D(8, 3, Bias = false)]\n[BatchNorm(Activation = Activation.Tanh)]\n[Dense(5)]", 4),
        ("6, 6, 4", "[DepthwiseConv2D(3, Padding = 1, Bias = false)]\n[BatchNorm]\n[Add(\"Input\")]\n[GlobalAvgPool]", 3),
        ("4, 4, 2", "[Dense(20, Activation = Activation.Tanh)]\n[BatchNorm]\n[Dense(3)]", 5),
        ("4, 4, 2", "[Conv2D(4, 3)]\n[Dropout(0.5)]\n[Dense(3)]", 3),
    ];

    /// <summary>All cases.</summary>
    public static IReadOnlyList<ShapeCase> Cases { get; } = All();

    private static ShapeCase[] All()
    {
        var generator = new ShapeGenerator(Seed);
        var picked = Picked.Select(line => (Attributes: $"[CnnModel({line.Shape}, Precision = Precision.Strict)]\n{line.Layers}", line.Images));
        var drawn = Enumerable.Range(0, Drawn).Select(_ => generator.Next()).ToArray();
        return [.. picked.Concat(drawn).Select((line, i) => new ShapeCase(i, line.Attributes, line.Images))];
    }
}
