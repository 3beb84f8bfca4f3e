using System.Globalization;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Random models: all that can be written in an attribute, sense or not, small numbers oftener than absurd ones.</summary>
internal sealed class AttributeFuzz(Random random)
{
    private static readonly string[] Windows = ["Stride", "StrideHeight", "StrideWidth", "Padding", "PaddingTop", "PaddingBottom", "PaddingLeft", "PaddingRight", "Dilation", "DilationHeight", "DilationWidth"];

    private static readonly string[] AbsurdNumbers =
        ["0", "-1", "int.MaxValue", "int.MinValue", "65536", "65537", "16384", "4096", "4097", "1 << 28", "'a'", "-7", "1000"];

    private static readonly string[] Reals = ["0", "0.5", "1", "-1", "1.5", "double.NaN", "double.PositiveInfinity", "double.NegativeInfinity", "double.MaxValue", "1e-300", "-0.0", "0.25f", "3"];

    private static readonly string[] Names =
    [
        "null", "\"\"", "\"Conv1\"", "\"class\"", "\"a b\"", "\"Größe\"", "\"日本\"", "\"Input\"", "\"Predict\"", "\"\\u200bx\"", "\"x\\\"y\"", "\"a\\nb\"", "\"\\ud800\"", "\"a\\0\\u2028\\r\"",
        "\"record\"", "\"required\"", "\"file\"", "\"scoped\"", "\"field\"", "\"var\"", "\"nint\"", "\"_\"", "\"__arglist\"", "\"@x\"", "\"1a\"", "\"Program\"", "\"_engine\"", "\"value\"",
        "\"await\"", "\"dynamic\"", "\"partial\"", "\"where\"", "\"yield\"", "\"extension\"", "\"unmanaged\"", "\"notnull\"", "\"args\"", "\"x\"", "\"Span\"", "\"System\"", "\"Cnn\"", "\"Own1\"",
        "nameof(System)", "\"Stage\"", "\"Stage2\"", "\"Dense1\"", "\"*/ // {0} $\"", "\"Equals\"", "\"Net\"", "\"images\"", "\"\\u0131\"", "\"a\\u0301\"", "\"" + new string('n', 300) + "\"",
    ];

    /// <summary>The attributes of one model.</summary>
    public string Model()
    {
        string model = $"[CnnModel({(random.Next(4) == 0 ? "1" : Side())}, {Side()}, {Number()}{Named([("Element", Enum("ElementKind", 2)), ("Training", Flag()), ("Precision", Enum("Precision", 2))])})]";
        return string.Join("\n", Enumerable.Range(0, random.Next(0, 5)).Select(_ => random.Next(3) == 0 ? NewerLayer() : Layer()).Prepend(model));
    }

    private string Layer() => random.Next(22) switch
    {
        0 or 1 or 2 => $"[Conv2D({Window(1)}{Named([.. Convolution(), ("Groups", Number()), Weights()])})]",
        3 => $"[DepthwiseConv2D({Window(0)}{Named([.. Convolution(), ("Multiplier", Number())])})]",
        4 or 5 => $"[MaxPool2D({Window(0)}{Named([.. Pool(), ("Ties", Enum("Ties", 2))])})]",
        6 => $"[AvgPool2D({Window(0)}{Named([.. Pool(), ("CountIncludePad", Flag())])})]",
        7 => $"[GlobalAvgPool{Bare()}]",
        8 => $"[GlobalMaxPool{Bare()}]",
        9 => $"[Dense({Number()}{Named([("Bias", Flag()), Weights(), .. Activation()])})]",
        10 => $"[Activate({Enum("Activation", 14)}{Named([("Alpha", Real())])})]",
        11 => $"[Softmax{Bare()}]",
        12 => $"[Flatten{Bare()}]",
        13 => $"[{new[] { "ZeroPad2D(", "ReflectPad2D(", "EdgePad2D(", $"ConstantPad2D({Real()}, " }[random.Next(4)]}{Sides()}{Named([])})]",
        14 => $"[{(Flag() == "true" ? "Add" : "Multiply")}({Inputs()}{Named([("Activation", Enum("Activation", 14))])})]",
        15 => $"[Concat({Inputs()}{Named([])})]",
        16 => $"[BatchNorm(Epsilon = {Real()}{Named([("Momentum", Real()), ("Activation", Enum("Activation", 14))])})]",
        17 or 18 => $"[ConvTranspose2D({Window(1)}{Named([.. Convolution(), ("Groups", Number()), ("OutputPadding", Number()), ("OutputPaddingHeight", Number()), ("OutputPaddingWidth", Number()), Weights()])})]",
        19 => $"[Upsample2D({Window(0)}{Named([("Mode", Enum("UpsampleMode", 3))])})]",
        20 => $"[Resize2D({Side()}, {Side()}{Named(Resize())})]",
        _ => $"[Dropout({Real()})]",
    };

    /// <summary>Layers that move, slice, limit or normalise, and those over signals.</summary>
    private string NewerLayer() => random.Next(13) switch
    {
        0 => $"[Slice({Number()}, {Number()}{Named([])})]",
        1 => $"[ChannelShuffle({Number()}{Named([])})]",
        2 => $"[DepthToSpace({Number()}{Named([("Mode", Enum("DepthToSpaceMode", 2))])})]",
        3 => $"[SpaceToDepth({Number()}{Named([])})]",
        4 => $"[Clip({Real()}, {Real()}{Named([])})]",
        5 => $"[PRelu{Bare()}]",
        6 => $"[Lrn({Number()}{Named([("Alpha", Real()), ("Beta", Real()), ("K", Real())])})]",
        7 => $"[InstanceNorm(Epsilon = {Real()}{Named(Activation())})]",
        8 => $"[ReduceMean({(Flag() == "true" ? Enum("SpatialAxes", 3) : string.Empty)})]",
        9 => $"[{(Flag() == "true" ? "Conv1D" : "ConvTranspose1D")}({Number()}, {Number()}{Named([.. Signal(), ("Groups", Number()), ("Bias", Flag()), Weights(), .. Activation()])})]",
        10 => $"[DepthwiseConv1D({Number()}{Named([.. Signal(), ("Multiplier", Number())])})]",
        11 => $"[{(Flag() == "true" ? "MaxPool1D" : "AvgPool1D")}({Number()}{Named([.. Signal(), ("CeilMode", Flag())])})]",
        _ => Flag() == "true" ? $"[ZeroPad1D({(Flag() == "true" ? Number() : $"{Number()}, {Number()}")})]" : $"[Upsample1D({Number()}{Named([("Mode", Enum("UpsampleMode", 3))])})]",
    };

    private (string, string)[] Signal() =>
        [("Stride", Number()), ("Padding", Number()), ("PaddingLeft", Number()), ("PaddingRight", Number()), ("Dilation", Number()), ("PaddingMode", Enum("PaddingMode", 4))];

    private (string, string)[] Resize() =>
    [
        ("Mode", Enum("ResizeMode", 3)), ("Coordinates", Enum("ResizeCoordinates", 6)), ("Rounding", Enum("ResizeRounding", 4)), ("ScaleHeight", Real()),
        ("ScaleWidth", Real()), ("CubicCoefficient", Real()), ("ExcludeOutside", Flag()), ("Antialias", Flag()), ("RoiTop", Real()), ("RoiLeft", Real()),
        ("RoiBottom", Real()), ("RoiRight", Real()), ("Extrapolation", Real()),
    ];

    private string Sides() => Flag() == "true" ? Number() : $"{Number()}, {Number()}, {Number()}, {Number()}";

    private (string, string)[] Convolution() =>
        [.. Shape(), ("Bias", Flag()), .. Activation(), ("Algorithm", Enum("ConvAlgorithm", 3)), ("Unroll", Enum("Unroll", 3))];

    private (string, string) Weights() => ("Weights", Enum("WeightFormat", 2));

    private (string, string)[] Pool() => [.. Shape(), ("CeilMode", Flag())];

    private (string, string)[] Shape() => [.. Windows.Select(name => (name, Number())), ("PaddingMode", Enum("PaddingMode", 4))];

    private (string, string)[] Activation() => [("Activation", Enum("Activation", 14)), ("Alpha", Real())];

    private string Bare() => Named([]) is { Length: > 2 } named ? $"({named[2..]})" : string.Empty;

    /// <summary>A few of the properties, those of every layer among them.</summary>
    private string Named((string Name, string Value)[] properties)
    {
        (string Name, string Value)[] all = properties.Any(property => property.Name == "Element") ? properties
            : [.. properties, ("Name", Text()), ("Input", Text()), ("Trainable", Flag())];
        return string.Concat(all.Where(_ => random.Next(all.Length) < 2).Select(property => $", {property.Name} = {property.Value}"));
    }

    private string Window(int leading) => string.Join(", ", Enumerable.Range(0, leading + 1 + random.Next(2)).Select(_ => Number()));

    private string Inputs() => random.Next(10) switch
    {
        0 => "null",
        1 => "new string[0]",
        _ => string.Join(", ", Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(3) == 0 ? Text() : "\"Input\"")),
    };

    private string Number() => random.Next(12) == 0 ? AbsurdNumbers[random.Next(AbsurdNumbers.Length)] : random.Next(1, 7).ToString(CultureInfo.InvariantCulture);

    private string Side() => random.Next(3) == 0 ? Number() : random.Next(3, 20).ToString(CultureInfo.InvariantCulture);

    private string Real() => Reals[random.Next(Reals.Length)];

    private string Flag() => random.Next(2) == 0 ? "true" : "false";

    private string Text() => Names[random.Next(Names.Length)];

    private string Enum(string type, int members) => $"({type})({(random.Next(15) == 0 ? random.Next(-3, 40) : random.Next(members))})";
}
