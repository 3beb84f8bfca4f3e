using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Draws models with one or two layers, with every option there is.</summary>
internal sealed class ShapeGenerator(int seed)
{
    private const long MostWork = 300_000;

    private static readonly string[] Activations =
    [
        "Relu", "Relu6", "LeakyRelu", "LeakyRelu, Alpha = 0.25", "Elu", "Selu", "Gelu", "GeluTanh", "Silu", "HardSwish", "Sigmoid",
        "HardSigmoid, Alpha = 0.25", "Tanh", "Softplus",
    ];

    private static readonly string[] Coordinates = ["HalfPixel", "PytorchHalfPixel", "AlignCorners", "Asymmetric", "TfCropAndResize, RoiTop = 0.25, RoiRight = 1.5"];

    private readonly Random _random = new(seed);

    /// <summary>The next model: its attributes and a number of images.</summary>
    public (string Attributes, int Images) Next()
    {
        while (true)
        {
            int channels = Chance(6) ? _random.Next(1, 71) : _random.Next(1, 12);
            string layer = Layer(channels) + (Chance(6) ? "\n" + Layer(null) : "");
            string attributes = $"[CnnModel({Side()}, {Side()}, {channels}, Precision = Precision.Strict)]\n{layer}";
            if (ShapeCase.IsValid(attributes) && Work(attributes) is > 0 and < MostWork)
                return (attributes, _random.Next(1, 6));
        }
    }

    private int Side() => Chance(8) ? _random.Next(14, 34) : _random.Next(1, 14);

    private bool Chance(int of) => _random.Next(of) == 0;

    private string Layer(int? channels) => _random.Next(26) switch
    {
        < 8 => $"[Conv2D({Filters()}, {Window()}{Stride(1)}{Padding()}{Dilation()}{Groups(channels)}{Bias()}{Activation()})]",
        < 11 => $"[DepthwiseConv2D({Window()}{Stride(1)}{Padding()}{Dilation()}{(Chance(2) ? $", Multiplier = {_random.Next(1, 5)}" : "")}{Bias()}{Activation()})]",
        < 13 => $"[MaxPool2D({Window()}{Stride(0)}{Padding()}{Dilation()}{(Chance(2) ? ", CeilMode = true" : "")}{(Chance(2) ? ", Ties = Ties.All" : "")})]",
        < 15 => $"[AvgPool2D({Window()}{Stride(0)}{Padding()}{Dilation()}{(Chance(2) ? ", CeilMode = true" : "")}{(Chance(2) ? ", CountIncludePad = true" : "")})]",
        < 17 => $"[Dense({Filters()}{Bias()}{Activation()})]",
        17 => $"[Activate(Activation.{Activations[_random.Next(Activations.Length)]})]",
        20 or 21 or 22 => $"[ConvTranspose2D({Filters()}, {Window()}{Stride(1)}{Padding()}{Dilation()}{(Chance(3) ? $", OutputPadding = {_random.Next(3)}" : "")}{Groups(channels)}{Bias()}{Activation()})]",
        23 => $"[Upsample2D({_random.Next(1, 5)}, {_random.Next(1, 5)}, Mode = UpsampleMode.{Pick("Nearest", "Bilinear", "BilinearAlignCorners")})]",
        24 => $"[Resize2D({Side()}, {Side()}, Mode = ResizeMode.{Pick("Linear", "Cubic")}, Coordinates = ResizeCoordinates.{Pick(Coordinates)}{Flag("Antialias")}{Flag("ExcludeOutside")})]",
        25 => $"[{Pick("ReflectPad2D(", "EdgePad2D(", "ConstantPad2D(0.5, ")}{_random.Next(4)}, {_random.Next(4)}, {_random.Next(4)}, {_random.Next(4)})]",
        18 => Chance(2) ? "[GlobalAvgPool]" : "[GlobalMaxPool]",
        _ => Chance(2) ? "[Softmax]" : $"[ZeroPad2D({_random.Next(4)}, {_random.Next(4)}, {_random.Next(4)}, {_random.Next(4)})]",
    };

    private int Filters() => Chance(6) ? _random.Next(1, 71) : _random.Next(1, 20);

    private string Window() => Chance(2) ? $"{_random.Next(1, 6)}" : $"{_random.Next(1, 6)}, {_random.Next(1, 6)}";

    private string Stride(int unlessGiven) => _random.Next(4) switch
    {
        0 => $", Stride = {_random.Next(1, 5)}",
        1 => $", StrideHeight = {_random.Next(1, 4)}, StrideWidth = {_random.Next(1, 4)}",
        _ => unlessGiven == 0 && Chance(2) ? ", Stride = 1" : "",
    };

    private string Padding() => _random.Next(8) switch
    {
        0 or 1 => $", Padding = {_random.Next(1, 4)}",
        2 => $", PaddingTop = {_random.Next(4)}, PaddingBottom = {_random.Next(4)}, PaddingLeft = {_random.Next(4)}, PaddingRight = {_random.Next(4)}",
        3 => ", PaddingMode = PaddingMode.SameUpper",
        4 => ", PaddingMode = PaddingMode.SameLower",
        5 => ", PaddingMode = PaddingMode.Valid",
        _ => "",
    };

    private string Dilation() => _random.Next(8) switch
    {
        0 => $", Dilation = {_random.Next(1, 4)}",
        1 => $", DilationHeight = {_random.Next(1, 4)}, DilationWidth = {_random.Next(1, 4)}",
        _ => "",
    };

    private string Groups(int? channels) => channels is { } count && Chance(3) ? $", Groups = {Divisor(count)}" : "";

    private int Divisor(int count)
    {
        int[] divisors = [.. Enumerable.Range(1, count).Where(divisor => count % divisor == 0)];
        return divisors[_random.Next(divisors.Length)];
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private string Flag(string name) => Chance(3) ? $", {name} = true" : "";

    private string Bias() => Chance(5) ? ", Bias = false" : "";

    private string Activation() => Chance(2) ? "" : ", Activation = Activation." + Activations[_random.Next(Activations.Length)];

    /// <summary>Multiply-adds of the reference for one image; -1 where groups do not divide the filters.</summary>
    private static long Work(string attributes)
    {
        long work = 0;
        foreach (ReferenceLayer layer in ReferenceNetwork.Create(DefinitionReader.Read(attributes, "Case", "")).Layers)
        {
            if (layer.Op is Convolution convolution && convolution.Filters % convolution.Groups != 0)
                return -1;
            if (layer.Op is ConvolutionTranspose transposed && transposed.Filters % transposed.Groups != 0)
                return -1;

            work += layer.Op switch
            {
                Dense dense => (long)dense.Input.Length * dense.Units,
                { Parameters: [OpParameter weight, ..] } op => (long)op.Output.Height * op.Output.Width * weight.Length,
                var op => op.Output.Length,
            };
        }

        return work;
    }
}
