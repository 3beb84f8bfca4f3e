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
        "[MaxPool2D(2, 3, Stride = 3, PaddingLeft = 2, CeilMode = true)]",
        "[AvgPool2D(2, 3, Stride = 3, PaddingLeft = 2, CeilMode = true, CountIncludePad = true)]",
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
        "[ConvTranspose2D(4, 3, Stride = 2, Padding = 1, OutputPadding = 1, Activation = Activation.Relu)]",
        "[ConvTranspose2D(6, 2, 3, StrideHeight = 2, DilationWidth = 2, Groups = 3, PaddingTop = 1, PaddingRight = 2, Bias = false)]",
        "[ConvTranspose2D(4, 3, Stride = 2, PaddingMode = PaddingMode.SameUpper)]",
        "[Upsample2D(2)]",
        "[Upsample2D(2, 3, Mode = UpsampleMode.Bilinear)]",
        "[Upsample2D(2, Mode = UpsampleMode.BilinearAlignCorners)]",
        "[Resize2D(13, 5, Mode = ResizeMode.Linear)]",
        "[Resize2D(6, 11, Mode = ResizeMode.Cubic, Coordinates = ResizeCoordinates.AlignCorners, CubicCoefficient = -0.5)]",
        "[Resize2D(4, 5, Coordinates = ResizeCoordinates.Asymmetric, Rounding = ResizeRounding.Floor)]",
        "[Resize2D(4, 5, Mode = ResizeMode.Linear, Antialias = true)]",
        "[Resize2D(4, 5, Mode = ResizeMode.Cubic, ExcludeOutside = true)]",
        "[Resize2D(5, 6, Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.TfCropAndResize, RoiTop = 0.2, RoiRight = 1.3, Extrapolation = 2.5)]",
        "[Resize2D(10, 9, Mode = ResizeMode.Linear, ScaleHeight = 1.2, ScaleWidth = 1.15)]",
        "[Resize2D(6, 5, Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.PytorchHalfPixel)]",
        "[Resize2D(6, 5, Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.HalfPixelSymmetric)]",
        "[ReflectPad2D(1, 2, 3, 4)]",
        "[EdgePad2D(2)]",
        "[ConstantPad2D(0.5, 1, 0, 2, 3)]",
        "[PRelu]\n[GlobalAvgPool]\n[Dense(3)]\n[PRelu]",
        "[Lrn(3, Alpha = 0.01, Beta = 0.6, K = 1.5)]",
        "[InstanceNorm(Epsilon = 0.001, Activation = Activation.Relu)]",
        "[Conv2D(12, 1)]\n[ChannelShuffle(3)]\n[DepthToSpace(2)]\n[SpaceToDepth(2)]",
        "[Conv2D(8, 1)]\n[DepthToSpace(2, Mode = DepthToSpaceMode.ColumnRowDepth)]",
        "[Slice(1, 2)]\n[Clip(-0.25, 0.5)]",
        "[ReduceMean]\n[ReduceMean(SpatialAxes.Height, Input = \"Input\")]\n[ReduceMean(SpatialAxes.Width, Input = \"Input\")]\n[Add(\"ReduceMean1\")]",
        "[GlobalAvgPool]\n[Dense(2, Activation = Activation.Relu)]\n[Dense(3, Activation = Activation.Sigmoid)]\n[Multiply(\"Input\")]",
        "[Conv2D(4, 1, Name = \"Kept\")]\n[Conv2D(5, 3, Name = \"Unused\")]\n[Conv2D(3, 1, Input = \"Kept\")]",
    ];

    private static readonly string[] Activations =
    [
        "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Gelu", "GeluTanh", "Silu", "HardSwish", "Sigmoid", "HardSigmoid", "Tanh", "Softplus",
    ];

    /// <summary>All of them, the model's own attribute included.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Layers.Select(layers => $"[CnnModel(9, 8, 3, Training = false)]\n{layers}"),
        .. Activations.Select(activation => $"[CnnModel(9, 8, 3, Training = false)]\n[Activate(Activation.{activation})]"),
        "[CnnModel(9, 8, 3, Training = false)]\n[Activate(Activation.Elu, Alpha = 1.5)]\n[Activate(Activation.HardSigmoid, Alpha = 0.2)]",
        "[CnnModel(1, 20, 3, Training = false)]\n[Conv2D(4, 1, 5, StrideWidth = 2)]\n[MaxPool2D(1, 2)]\n[Dense(3)]",
        "[CnnModel(1, 20, 4, Training = false)]\n[Conv1D(6, 5, Stride = 2, Padding = 1, Groups = 2)]\n[MaxPool1D(2)]\n[ZeroPad1D(1, 2)]\n[DepthwiseConv1D(3, PaddingRight = 1)]"
            + "\n[Upsample1D(3)]\n[AvgPool1D(3, Stride = 2)]\n[ConvTranspose1D(5, 3, Stride = 2, OutputPadding = 1, Activation = Activation.Relu)]",
        "[CnnModel(1, 1, 12)]\n[Dense(5)]\n[Dense(3)]",
        "[CnnModel(6, 6, 1)]\n[Flatten]\n[Activate(Activation.Tanh)]",
    ];
}
