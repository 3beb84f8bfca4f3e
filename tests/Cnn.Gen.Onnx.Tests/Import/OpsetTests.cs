using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>The forms that operators had in one version or another, against ONNX Runtime.</summary>
public sealed class OpsetTests
{
    private static readonly Dictionary<string, Func<ModelFile>> Models = new()
    {
        ["Upsample 7"] = () => Image(7).Node("Upsample", "x", "y", ("mode", "nearest"), ("scales", new[] { 1.0, 1, 2, 3 })),
        ["Upsample 9"] = () => Image(9).Reals("s", 1, 1, 2, 2).Node("Upsample", "x s", "y", ("mode", "linear")),
        ["Resize 10 up"] = () => Image(10).Reals("s", 1, 1, 2.5, 2).Node("Resize", "x s", "y", ("mode", "nearest")),
        ["Resize 10 down"] = () => Image(10).Reals("s", 1, 1, 0.5, 0.6).Node("Resize", "x s", "y", ("mode", "linear")),
        ["Resize 11"] = () => Image(11).Reals("r").Reals("s").Integers("z", 1, 3, 9, 11)
            .Node("Resize", "x r s z", "y", ("mode", "cubic"), ("coordinate_transformation_mode", "align_corners")),
        ["Resize 18 axes"] = () => Image(18).Integers("z", 9, 4)
            .Node("Resize", "x   z", "y", ("mode", "linear"), ("axes", new long[] { 2, 3 }), ("antialias", 1L)),
        ["Resize 18 policy"] = () => Image(18).Integers("z", 12, 12)
            .Node("Resize", "x   z", "y", ("mode", "nearest"), ("axes", new long[] { 2, 3 }), ("keep_aspect_ratio_policy", "not_larger")),
        ["Resize 19 symmetric"] = () => Image(19).Reals("s", 1, 1, 1.3, 0.7)
            .Node("Resize", "x  s", "y", ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel_symmetric")),
        ["Clip 6"] = () => Image(7).Node("Clip", "x", "y", ("min", -0.25), ("max", 0.5)),
        ["Clip 11 without minimum"] = () => Image(12).Reals("m", 0.5).Node("Clip", "x  h", "y").Node("Squeeze", "m", "h"),
        ["Pad 2"] = () => Image(8).Node("Pad", "x", "y", ("pads", new long[] { 0, 0, 1, 2, 0, 0, 3, 0 }), ("mode", "reflect")),
        ["Pad 11"] = () => Image(11).Integers("p", 0, 0, 1, 2, 0, 0, 3, 0).Node("Pad", "x p", "y"),
        ["Pad 18 axes"] = () => Image(18).Integers("p", 1, 2, 0, -1).Integers("a", 3, -2).Reals("v", 0.75).Node("Squeeze", "v", "w").Node("Pad", "x p w a", "y"),
        ["Slice 1"] = () => Image(9).Node("Slice", "x", "y", ("starts", new long[] { 1, 2 }), ("ends", new long[] { 3, -1 }), ("axes", new long[] { 1, 2 })),
        ["Slice 13 backwards"] = () => Image(13).Integers("s", -1).Integers("e", -100).Integers("a", 1).Integers("t", -1).Node("Slice", "x s e a t", "y"),
        ["Split 2"] = () => Image(11).Node("Split", "x", "a b", ("axis", 1L), ("split", new long[] { 1, 2 })).Node("Concat", "b a", "y", ("axis", 1L)),
        ["Split 13"] = () => Image(13).Integers("s", 2, 1).Node("Split", "x s", "a b", ("axis", 1L)).Node("Concat", "b a", "y", ("axis", 1L)),
        ["Split 18"] = () => Image(18).Node("Split", "x", "a b", ("axis", 1L), ("num_outputs", 2L)).Node("Concat", "b a", "y", ("axis", 1L)),
        ["ReduceMean 13"] = () => Image(13).Node("ReduceMean", "x", "y", ("axes", new long[] { 2, 3 }), ("keepdims", 0L)),
        ["ReduceMean 18"] = () => Image(18).Integers("a", -1).Node("ReduceMean", "x a", "y"),
        ["ReduceMean of channels"] = () => Image(13).Node("ReduceMean", "x", "y", ("axes", new long[] { 1 })),
        ["ReduceSum 13"] = () => Image(13).Integers("a", 2, 3).Node("ReduceSum", "x a", "y"),
        ["ReduceMax 11"] = () => Image(11).Node("ReduceMax", "x", "y", ("axes", new long[] { 2 })),
        ["Unsqueeze and Squeeze 13"] = () => Image(13).Integers("a", 0).Node("Unsqueeze", "x a", "b").Node("Relu", "b", "c").Node("Squeeze", "c a", "y"),
        ["Dropout 7"] = () => Image(7).Node("Dropout", "x", "y", ("ratio", 0.3)),
        ["Dropout 12"] = () => Image(12).Reals("r", 0.3).Node("Squeeze", "r", "s").Node("Dropout", "x s", "y"),
        ["BatchNormalization 7"] = () => Image(7).Weight("s", 3).Weight("b", 3).Weight("m", 3).Reals("v", 1, 2, 3)
            .Node("BatchNormalization", "x s b m v", "y", ("momentum", 0.7), ("epsilon", 0.01)),
        ["BatchNormalization 15"] = () => Image(15).Weight("s", 3).Weight("b", 3).Weight("m", 3).Reals("v", 1, 2, 3).Node("BatchNormalization", "x s b m v", "y"),
        ["AveragePool 19 dilations"] = () => Image(19).Node("AveragePool", "x", "y", ("kernel_shape", new long[] { 2, 2 }), ("dilations", new long[] { 2, 1 })),
        ["AveragePool 11 ceiling"] = () => Image(11).Node("AveragePool", "x", "y", ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1L)),
        ["MaxPool 12 same lower"] = () => Image(12).Node("MaxPool", "x", "y", ("kernel_shape", new long[] { 2, 4 }), ("auto_pad", "SAME_LOWER")),
        ["Gemm 11"] = () => Vector(11).Weight("w", 4, 6).Weight("c", 1, 4).Node("Gemm", "x w c", "y", ("transB", 1L), ("alpha", 0.5), ("beta", 2.0)),
        ["Gelu 20"] = () => Image(20).Node("Gelu", "x", "y"),
        ["Gelu 20 tanh"] = () => Image(20).Node("Gelu", "x", "y", ("approximate", "tanh")),
        ["HardSwish 22"] = () => Image(22).Node("HardSwish", "x", "y"),
        ["HardSigmoid 22"] = () => Image(22).Node("HardSigmoid", "x", "y", ("alpha", 0.3), ("beta", 0.6)),
        ["ConvTranspose 22"] = () => Image(22).Weight("w", 3, 2, 3, 3).Weight("b", 2)
            .Node("ConvTranspose", "x w b", "y", ("strides", new long[] { 2, 3 }), ("output_padding", new long[] { 1, 1 }), ("pads", new long[] { 1, 0, 0, 2 })),
        ["Conv 22 groups"] = () => new ModelFile(22, 1, 4, 6, 7).Weight("w", 6, 2, 3, 2).Node("Conv", "x w", "y", ("group", 2L), ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 1 })),
        ["LRN 13"] = () => new ModelFile(13, 1, 7, 4, 5).Node("LRN", "x", "y", ("size", 5L), ("alpha", 0.3), ("beta", 0.6), ("bias", 1.5)),
        ["PRelu 16"] = () => Image(16).Weight("s", 3, 1, 1).Node("PRelu", "x s", "y"),
        ["Sum, Max, Min"] = () => Image(13).Reals("l", -0.4).Reals("h", 0.3).Node("Sum", "x x x", "a").Node("Max", "a l", "b").Node("Min", "h b", "y"),
        ["Celu 12"] = () => Image(12).Node("Celu", "x", "y", ("alpha", 0.4)),
        ["MatMul from the left"] = () => new ModelFile(13, 1, 3, 5).Weight("w", 4, 3).Node("MatMul", "w x", "y"),
        ["Pow and Sub"] = () => Image(13).Reals("two", 2).Reals("one", 1).Node("Pow", "x two", "a").Node("Sub", "one a", "b").Node("Sub", "b x", "y"),
        ["Gather of channels"] = () => Image(13).Integers("i", 2, 0).Node("Gather", "x i", "y", ("axis", 1L)),
        ["Expand"] = () => Image(13).Integers("s", 1, 3, 4, 5).Node("GlobalMaxPool", "x", "a").Node("Expand", "a s", "y"),
        ["SpaceToDepth"] = () => new ModelFile(13, 1, 3, 4, 6).Node("SpaceToDepth", "x", "y", ("blocksize", 2L)),
    };

    private static readonly Lazy<IReadOnlyDictionary<string, (ImportResult Import, RunnableNetwork Network)>> Imported = new(() =>
    {
        ImportResult[] imports = [.. Models.Values.Select((make, index) => make().Import(new ImportOptions { ClassName = $"Opset{index}", Training = false }))];
        return Models.Keys.Zip(imports.Zip(ImportedNetworks.Compile(imports))).ToDictionary();
    });

    /// <summary>The models.</summary>
    public static TheoryData<string> Cases => [.. Models.Keys];

    /// <summary>Import, generate, compile, load, predict.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Predicts_what_ONNX_Runtime_does(string name)
    {
        (ImportResult import, RunnableNetwork network) = Imported.Value[name];
        int[] dims = [.. import.Input.Dims];
        double[] input = Networks.Numbers(new Random(1), dims.Aggregate(1, (product, side) => product * side));
        using var session = new OnnxSession(Models[name]().Bytes(), optimize: false);
        double[] expected = session.Run(input, dims)[session.Outputs[0]].Values;

        double[] actual = ImportedNetworks.ToOnnx(import.Output, network.Predict(ImportedNetworks.ToClass(import.Input, input)));

        Assert.True(Networks.Distance(expected, actual) < 1e-5, $"{name}: off by {Networks.Distance(expected, actual):G3}\n{import.Text}");
    }

    private static ModelFile Image(int opset) => new(opset, 1, 3, 6, 7);

    private static ModelFile Vector(int opset) => new(opset, 2, 6);
}
