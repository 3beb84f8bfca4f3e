using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Draft;

/// <summary>Kinds of layers that rules speak of. Those that no class has must be gone before the class is written.</summary>
internal static class Kinds
{
    /// <summary>The model's input.</summary>
    public const string Input = "Input";

    /// <summary>y = scale[c] * x + bias[c]; written as a depthwise convolution of one tap where no other layer takes it in.</summary>
    public const string Affine = "Affine";

    /// <summary>The error function, which no class has alone: part of Gelu.</summary>
    public const string Erf = "Erf";

    /// <summary><c>[Conv2D]</c>.</summary>
    public const string Conv = "Conv2D";

    /// <summary><c>[DepthwiseConv2D]</c>.</summary>
    public const string Depthwise = "DepthwiseConv2D";

    /// <summary><c>[ConvTranspose2D]</c>.</summary>
    public const string ConvTranspose = "ConvTranspose2D";

    /// <summary><c>[Dense]</c>.</summary>
    public const string Dense = "Dense";

    /// <summary><c>[BatchNorm]</c>.</summary>
    public const string BatchNorm = "BatchNorm";

    /// <summary><c>[Activate]</c>.</summary>
    public const string Activate = "Activate";

    /// <summary><c>[ZeroPad2D]</c>.</summary>
    public const string ZeroPad = "ZeroPad2D";

    /// <summary><c>[Upsample2D]</c>.</summary>
    public const string Upsample = "Upsample2D";

    /// <summary><c>[Add]</c>.</summary>
    public const string Add = "Add";

    /// <summary><c>[Multiply]</c>.</summary>
    public const string Multiply = "Multiply";

    /// <summary><c>[Concat]</c>.</summary>
    public const string Concat = "Concat";

    /// <summary>The kinds that take an activation of their own.</summary>
    public static IReadOnlySet<string> WithActivation { get; } =
        new HashSet<string> { Conv, Depthwise, ConvTranspose, Dense, BatchNorm, Add, Multiply, "InstanceNorm" };
}

/// <summary>A layer on its way to becoming an attribute. Rules change it.</summary>
/// <param name="kind">See <see cref="Kinds"/>, or any other attribute's name.</param>
/// <param name="shape">Its output's shape.</param>
/// <param name="inputs">The layers that it reads.</param>
internal sealed class DraftLayer(string kind, Shape shape, params IEnumerable<DraftLayer> inputs)
{
    /// <summary>The attribute's name, or one of those that rules remove.</summary>
    public string Kind { get; set; } = kind;

    /// <summary>The output's shape.</summary>
    public Shape Shape { get; set; } = shape;

    /// <summary>The layers that it reads.</summary>
    public List<DraftLayer> Inputs { get; } = [.. inputs];

    /// <summary>Its window; null where it has none.</summary>
    public DraftWindow? Window { get; set; }

    /// <summary>Whether it works on signals, which have attributes of their own where there is one: <c>Conv1D</c> for <c>Conv2D</c>.</summary>
    public bool IsSignal { get; init; }

    /// <summary>For <see cref="Kinds.Affine"/>: whether something is added, be it zero: the bias of a layer that trains on.</summary>
    public bool IsAddend { get; set; }

    /// <summary>Other arguments of the attribute, in the order in which they are written.</summary>
    public List<ArgumentSpec> Arguments { get; } = [];

    /// <summary>Its function: for <see cref="Kinds.Activate"/> and kinds with an activation.</summary>
    public string Activation { get; set; } = "None";

    /// <summary>The function's constant; null: the usual one.</summary>
    public double? Alpha { get; set; }

    /// <summary>Parameters by their role (<c>weight</c>), in canonical layout.</summary>
    public Dictionary<string, Tensor> Parameters { get; } = [];

    /// <summary>The nodes that became this layer.</summary>
    public List<OnnxNode> Sources { get; } = [];

    /// <summary>The only input.</summary>
    public DraftLayer Input => Inputs[0];

    /// <summary>Adds a parameter.</summary>
    public DraftLayer With(string role, Tensor values)
    {
        Parameters[role] = values;
        return this;
    }

    /// <summary>Adds an argument.</summary>
    public DraftLayer With(string argument, object? value)
    {
        Arguments.Add(new ArgumentSpec(argument, value));
        return this;
    }

    /// <summary>Whether it is this function of its input, with the usual constant.</summary>
    public bool IsFunction(string function) => Kind == Kinds.Activate && Activation == function && Alpha is null;

    /// <summary>The factor and addend of an affine layer that treats all channels alike; null for any other layer.</summary>
    public (double Scale, double Bias)? Uniform
    {
        get
        {
            if (Kind != Kinds.Affine)
                return null;
            (Tensor scale, Tensor bias) = (Parameters["scale"], Parameters["bias"]);
            for (int i = 1; i < scale.Length; i++)
            {
                if (scale.Real(i) != scale.Real(0) || bias.Real(i) != bias.Real(0))
                    return null;
            }

            return (scale.Real(0), bias.Real(0));
        }
    }
}

/// <summary>A window as attributes describe it. Pads: top, bottom, left, right.</summary>
internal sealed record DraftWindow(
    int Height, int Width, int StrideHeight = 1, int StrideWidth = 1, int DilationHeight = 1, int DilationWidth = 1,
    int Top = 0, int Bottom = 0, int Left = 0, int Right = 0)
{
    /// <summary>A <c>PaddingMode</c>; with one other than <c>Explicit</c> the pads are what it comes to.</summary>
    public string Mode { get; init; } = "Explicit";

    /// <summary>Rows that a transposed convolution adds below.</summary>
    public int ExtraHeight { get; init; }

    /// <summary>Columns that a transposed convolution adds on the right.</summary>
    public int ExtraWidth { get; init; }

    /// <summary>Whether all four pads are zero.</summary>
    public bool IsUnpadded => Top == 0 && Bottom == 0 && Left == 0 && Right == 0;

    /// <summary>Rows and columns exchanged.</summary>
    public DraftWindow Swapped => new(Width, Height, StrideWidth, StrideHeight, DilationWidth, DilationHeight, Left, Right, Top, Bottom)
    {
        Mode = Mode,
        ExtraHeight = ExtraWidth,
        ExtraWidth = ExtraHeight,
    };
}
