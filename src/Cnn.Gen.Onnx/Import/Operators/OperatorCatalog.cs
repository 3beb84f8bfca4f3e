namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>All operators that a class can express, each listed once.</summary>
internal static class OperatorCatalog
{
    /// <summary>What is made of each operator, by its name.</summary>
    public static IReadOnlyDictionary<string, Action<NodeContext>> Operators { get; } = new Dictionary<string, Action<NodeContext>>
    {
        ["Conv"] = Convolutions.Conv,
        ["ConvTranspose"] = Convolutions.ConvTranspose,
        ["MaxPool"] = Pools.Max,
        ["AveragePool"] = Pools.Average,
        ["GlobalAveragePool"] = Reductions.Global("Mean"),
        ["GlobalMaxPool"] = Reductions.Global("Max"),
        ["ReduceMean"] = Reductions.Reduce("Mean"),
        ["ReduceSum"] = Reductions.Reduce("Sum"),
        ["ReduceMax"] = Reductions.Reduce("Max"),
        ["Gemm"] = Products.Gemm,
        ["MatMul"] = Products.MatMul,
        ["BatchNormalization"] = Norms.BatchNorm,
        ["InstanceNormalization"] = Norms.InstanceNorm,
        ["LRN"] = Norms.Lrn,
        ["Softmax"] = Norms.Softmax,
        ["Dropout"] = Norms.Dropout,
        ["Relu"] = Functions.Plain("Relu"),
        ["Sigmoid"] = Functions.Plain("Sigmoid"),
        ["Tanh"] = Functions.Plain("Tanh"),
        ["Softplus"] = Functions.Plain("Softplus"),
        ["HardSwish"] = Functions.Plain("HardSwish"),
        ["LeakyRelu"] = Functions.WithAlpha("LeakyRelu", 0.01, 0.01),
        ["Elu"] = Functions.WithAlpha("Elu", 1, 1),
        ["HardSigmoid"] = Functions.HardSigmoid,
        ["Selu"] = Functions.Selu,
        ["Celu"] = Functions.Celu,
        ["Gelu"] = Functions.Gelu,
        ["Mish"] = Functions.Mish,
        ["Clip"] = Functions.Clip,
        ["Max"] = Functions.Limit(isMaximum: true),
        ["Min"] = Functions.Limit(isMaximum: false),
        ["PRelu"] = Functions.PRelu,
        ["Erf"] = Functions.Erf,
        ["Add"] = Elementwise.Add,
        ["Sub"] = Elementwise.Sub,
        ["Mul"] = Elementwise.Mul,
        ["Div"] = Elementwise.Div,
        ["Neg"] = Elementwise.Neg,
        ["Pow"] = Elementwise.Pow,
        ["Sum"] = Elementwise.Sum,
        ["Concat"] = Selections.Concat,
        ["Split"] = Selections.Split,
        ["Slice"] = Selections.Slice,
        ["Gather"] = Selections.Gather,
        ["Identity"] = Reshaping.Identity,
        ["Shape"] = Reshaping.Shape,
        ["Size"] = Reshaping.Size,
        ["Reshape"] = Reshaping.Reshape,
        ["Flatten"] = Reshaping.Flatten,
        ["Squeeze"] = Reshaping.Squeeze,
        ["Unsqueeze"] = Reshaping.Unsqueeze,
        ["Transpose"] = Reshaping.Transpose,
        ["Cast"] = Reshaping.Cast,
        ["Expand"] = Reshaping.Expand,
        ["Pad"] = Padding.Pad,
        ["Resize"] = Resizing.Resize,
        ["Upsample"] = Resizing.Upsample,
        ["DepthToSpace"] = Blocks.DepthToSpace,
        ["SpaceToDepth"] = Blocks.SpaceToDepth,
    };

    /// <summary>Those that move, leave or take away values and compute none: whole numbers stay whole.</summary>
    public static IReadOnlySet<string> Moving { get; } = new HashSet<string>
    {
        "Identity", "Shape", "Size", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Cast", "Expand", "Concat", "Split", "Slice",
        "Gather", "Pad", "MaxPool", "GlobalMaxPool", "DepthToSpace", "SpaceToDepth", "Dropout", "Relu", "Clip", "Max", "Min",
    };
}
