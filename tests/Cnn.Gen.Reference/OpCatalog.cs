namespace Cnn.Gen.Reference;

/// <summary>Attributes to ops.</summary>
public static class OpCatalog
{
    /// <summary>What the names of layers of a kind begin with, such as <c>Conv</c>.</summary>
    public static string Stem(string kind) => kind.EndsWith("2D", StringComparison.Ordinal) || kind.EndsWith("1D", StringComparison.Ordinal) ? kind[..^2] : kind;

    /// <summary>The op of one attribute over inputs of the given shapes.</summary>
    public static Op Create(AttributeArguments arguments, Shape[] inputs)
    {
        arguments = arguments.AsImages();
        Shape input = inputs[0];
        bool bias = arguments.Flag("Bias", true);
        switch (arguments.Kind)
        {
            case "Conv2D":
                return new Convolution(
                    input, arguments.Integer("filters"), WindowOf(arguments, input), arguments.IntegerOrNull("Groups") ?? 1, bias);
            case "DepthwiseConv2D":
                return new DepthwiseConvolution(input, WindowOf(arguments, input), arguments.IntegerOrNull("Multiplier") ?? 1, bias);
            case "Dense":
                return new Dense(input, arguments.Integer("units"), bias);
            case "MaxPool2D":
                return new MaxPool(input, PoolWindowOf(arguments, input), arguments.Member("Ties", "First") == "All");
            case "AvgPool2D":
                return new AveragePool(input, PoolWindowOf(arguments, input), arguments.Flag("CountIncludePad", false));
            case "GlobalAvgPool":
                return new GlobalAveragePool(input);
            case "GlobalMaxPool":
                return new GlobalMaxPool(input);
            case "Activate":
                return new Activate(input, ActivationFunction.Create(arguments.Member("activation", "None"), arguments.Real("Alpha")));
            case "Softmax":
                return new Softmax(input);
            case "Flatten":
                return new Reshape(new Shape(1, 1, input.Length));
            case "ZeroPad2D":
                return new ZeroPad(
                    input, arguments.Integer("top", "padding"), arguments.Integer("bottom", "padding"),
                    arguments.Integer("left", "padding"), arguments.Integer("right", "padding"));
            case "ConstantPad2D":
                return Border(arguments, input, arguments.Real("value"), mirror: false);
            case "EdgePad2D":
                return Border(arguments, input, null, mirror: false);
            case "ReflectPad2D":
                return Border(arguments, input, null, mirror: true);
            case "Resize2D":
                return Resized(arguments, input);
            case "ConvTranspose2D":
                return Transposed(arguments, input, bias);
            case "BatchNorm":
                return new BatchNormalization(input, arguments.Real("Epsilon") ?? 1e-5);
            case "Upsample2D":
                return new Upsample(
                    input, arguments.Integer("height", "factor"), arguments.Integer("width", "factor"), arguments.Member("Mode", "Nearest"));
            case "Dropout":
                return new Reshape(input);
            case "Add":
                return new Add(inputs);
            case "Multiply":
                return new Multiply(inputs);
            case "Concat":
                return new Concat(input.Height, input.Width, [.. inputs.Select(shape => shape.Channels)]);
            case "Clip":
                return new Activate(input, ActivationFunction.Clip(arguments.Real("minimum")!.Value, arguments.Real("maximum")!.Value));
            case "PRelu":
                return new ParametricRelu(input);
            case "Lrn":
                return new LocalResponseNormalization(
                    input, arguments.Integer("size"), arguments.Real("Alpha") ?? 1e-4, arguments.Real("Beta") ?? 0.75, arguments.Real("K") ?? 1);
            case "InstanceNorm":
                return new InstanceNormalization(input, arguments.Real("Epsilon") ?? 1e-5);
            case "ReduceMean":
                string axes = arguments.Member("axes", "Both");
                return new AveragePool(input, new Window(axes == "Width" ? 1 : input.Height, axes == "Height" ? 1 : input.Width));
            case "Slice":
                return Move.Slice(input, arguments.Integer("start"), arguments.Integer("count"));
            case "ChannelShuffle":
                return Move.Shuffle(input, arguments.Integer("groups"));
            case "DepthToSpace":
                return Move.DepthToSpace(input, arguments.Integer("blockSize"), arguments.Member("Mode", "DepthColumnRow") == "ColumnRowDepth");
            case "SpaceToDepth":
                return Move.SpaceToDepth(input, arguments.Integer("blockSize"));
            default:
                throw new ArgumentException($"The reference has no op for [{arguments.Kind}].");
        }
    }

    /// <summary>The activation that a layer applies behind its op; null for none.</summary>
    public static ActivationFunction? ActivationOf(AttributeArguments arguments) =>
        arguments.Member("Activation", "None") is var name and not "None"
            ? ActivationFunction.Create(name, arguments.Real("Alpha"))
            : null;

    private static BorderPad Border(AttributeArguments arguments, Shape input, double? constant, bool mirror)
    {
        var op = new BorderPad(
            input, arguments.Integer("top", "padding"), arguments.Integer("bottom", "padding"),
            arguments.Integer("left", "padding"), arguments.Integer("right", "padding"), constant, mirror);
        return !mirror || (Math.Max(op.Top, op.Bottom) < input.Height && Math.Max(op.Left, op.Right) < input.Width)
            ? op
            : throw new ArgumentException($"{input} cannot be mirrored so far.");
    }

    private static Resize Resized(AttributeArguments arguments, Shape input) => new(
        input,
        new ResizeAxis(arguments.Integer("height"), arguments.Real("ScaleHeight") ?? 0, arguments.Real("RoiTop") ?? 0, arguments.Real("RoiBottom") ?? 1),
        new ResizeAxis(arguments.Integer("width"), arguments.Real("ScaleWidth") ?? 0, arguments.Real("RoiLeft") ?? 0, arguments.Real("RoiRight") ?? 1))
    {
        Mode = arguments.Member("Mode", "Nearest"),
        Coordinates = arguments.Member("Coordinates", "HalfPixel"),
        Rounding = arguments.Member("Rounding", "RoundPreferFloor"),
        Cubic = arguments.Real("CubicCoefficient") ?? -0.75,
        ExcludeOutside = arguments.Flag("ExcludeOutside", false),
        Antialias = arguments.Flag("Antialias", false),
        Extrapolation = arguments.Real("Extrapolation") ?? 0,
    };

    private static ConvolutionTranspose Transposed(AttributeArguments arguments, Shape input, bool bias)
    {
        int below = arguments.IntegerOrNull("OutputPaddingHeight", "OutputPadding") ?? 0;
        int right = arguments.IntegerOrNull("OutputPaddingWidth", "OutputPadding") ?? 0;
        Window window = ExplicitWindowOf(arguments, 1, 1);
        if (below >= Math.Max(window.StrideHeight, window.DilationHeight) || right >= Math.Max(window.StrideWidth, window.DilationWidth))
            throw new ArgumentException("The output padding is not less than the stride or the dilation.");
        var op = new ConvolutionTranspose(
            input, arguments.Integer("filters"), window, below, right, arguments.IntegerOrNull("Groups") ?? 1, bias);
        return arguments.Member("PaddingMode", "Explicit") switch
        {
            "SameUpper" => op.Same(upper: true),
            "SameLower" => op.Same(upper: false),
            _ => op,
        };
    }

    private static Window PoolWindowOf(AttributeArguments arguments, Shape input)
    {
        int height = arguments.Integer("height", "size"), width = arguments.Integer("width", "size");
        return WindowOf(arguments, input, height, width) with { CeilMode = arguments.Flag("CeilMode", false) };
    }

    private static Window WindowOf(AttributeArguments arguments, Shape input, int strideHeight = 1, int strideWidth = 1)
    {
        Window window = ExplicitWindowOf(arguments, strideHeight, strideWidth);
        return arguments.Member("PaddingMode", "Explicit") switch
        {
            "SameUpper" => window.Same(input, upper: true),
            "SameLower" => window.Same(input, upper: false),
            _ => window,
        };
    }

    private static Window ExplicitWindowOf(AttributeArguments arguments, int strideHeight, int strideWidth) =>
        new(arguments.Integer("height", "size"), arguments.Integer("width", "size"))
        {
            StrideHeight = arguments.IntegerOrNull("StrideHeight", "Stride") ?? strideHeight,
            StrideWidth = arguments.IntegerOrNull("StrideWidth", "Stride") ?? strideWidth,
            Top = arguments.IntegerOrNull("PaddingTop", "Padding") ?? 0,
            Bottom = arguments.IntegerOrNull("PaddingBottom", "Padding") ?? 0,
            Left = arguments.IntegerOrNull("PaddingLeft", "Padding") ?? 0,
            Right = arguments.IntegerOrNull("PaddingRight", "Padding") ?? 0,
            DilationHeight = arguments.IntegerOrNull("DilationHeight", "Dilation") ?? 1,
            DilationWidth = arguments.IntegerOrNull("DilationWidth", "Dilation") ?? 1,
        };
}
