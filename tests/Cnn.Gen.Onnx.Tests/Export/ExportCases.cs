namespace Cnn.Gen.Onnx.Tests.Export;

/// <summary>Networks that between them have every layer, every option of it that is written to ONNX, and every rank that a value can have.</summary>
internal static class ExportCases
{
    /// <summary>The attributes of each, without the model's own.</summary>
    private static readonly string[] Layers =
    [
        "[Conv2D(5, 3)]",
        "[Conv2D(6, 3, 2, StrideHeight = 2, PaddingTop = 1, PaddingRight = 2, Groups = 3, Bias = false, Activation = Activation.Relu)]",
        "[Conv2D(4, 3, PaddingMode = PaddingMode.SameUpper, Stride = 2, DilationWidth = 2, Activation = Activation.LeakyRelu, Alpha = 0.2)]",
        "[DepthwiseConv2D(3, Padding = 1, Multiplier = 2, Activation = Activation.Relu6)]",
        "[MaxPool2D(2)]",
        "[MaxPool2D(3, Stride = 2, Padding = 1, CeilMode = true, Ties = Ties.All)]",
        "[MaxPool2D(2, Dilation = 3, Stride = 2, PaddingRight = 1)]",
        "[AvgPool2D(3, Stride = 2, Padding = 1)]",
        "[AvgPool2D(3, Stride = 2, Padding = 1, CountIncludePad = true)]",
        "[AvgPool2D(3, Stride = 3, PaddingTop = 1, CeilMode = true, CountIncludePad = true)]",
        "[AvgPool2D(2, 3, Stride = 3, PaddingLeft = 2, CeilMode = true)]",
        "[AvgPool2D(2, Dilation = 2, Stride = 1)]",
        "[GlobalAvgPool]",
        "[GlobalMaxPool]\n[Conv2D(3, 1)]",
        "[Dense(5, Activation = Activation.Tanh)]",
        "[Dense(5, Bias = false)]\n[BatchNorm(Activation = Activation.Elu)]\n[Softmax]",
        "[Flatten]",
        "[Flatten]\n[Activate(Activation.Relu)]\n[Dropout(0.4)]\n[Dense(7)]",
        "[Flatten]\n[BatchNorm]\n[Dense(7)]",
        "[Conv2D(4, 1)]\n[Flatten(Name = \"Flat\")]\n[Dense(3)]\n[Dense(3, Input = \"Flat\")]\n[Concat(\"Dense1\", \"Flat\")]",
        "[GlobalAvgPool]\n[Flatten]\n[Dense(6, Activation = Activation.Relu)]\n[Dense(3, Activation = Activation.HardSigmoid)]\n[Conv2D(4, 1)]",
        "[Dense(4)]\n[ZeroPad2D(1)]\n[Conv2D(2, 3)]",
        "[BatchNorm(Epsilon = 0.01, Momentum = 0.3, Activation = Activation.Silu)]",
        "[Conv2D(3, 3, Padding = 1)]\n[Add(\"Input\", \"Conv1\", Activation = Activation.HardSwish)]\n[Multiply(\"Conv1\", \"Input\")]\n[Concat(\"Add1\", \"Conv1\")]",
        "[GlobalAvgPool]\n[Dense(4)]\n[GlobalMaxPool(Input = \"Input\")]\n[Conv2D(4, 1)]\n[Add(\"Dense1\")]",
        "[ZeroPad2D(1, 2, 3, 4)]",
        "[Conv2D(4, 1)]\n[Softmax]",
        "[Conv2D(4, 1, Name = \"Kept\")]\n[Conv2D(5, 3, Name = \"Unused\")]\n[Conv2D(3, 1, Input = \"Kept\")]",
    ];

    private static readonly string[] Activations =
    [
        "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Gelu", "GeluTanh", "Silu", "HardSwish", "Sigmoid", "HardSigmoid", "Tanh", "Softplus",
    ];

    /// <summary>All of them, the model's own attribute included.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Layers.Select(layers => $"[CnnModel(9, 8, 3)]\n{layers}"),
        .. Activations.Select(activation => $"[CnnModel(9, 8, 3)]\n[Activate(Activation.{activation})]"),
        "[CnnModel(9, 8, 3)]\n[Activate(Activation.Elu, Alpha = 1.5)]\n[Activate(Activation.HardSigmoid, Alpha = 0.2)]",
        "[CnnModel(1, 20, 3)]\n[Conv2D(4, 1, 5, StrideWidth = 2)]\n[MaxPool2D(1, 2)]\n[Dense(3)]",
        "[CnnModel(1, 1, 12)]\n[Dense(5)]\n[Dense(3)]",
        "[CnnModel(6, 6, 1)]\n[Flatten]\n[Activate(Activation.Tanh)]",
    ];
}
