using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>Where ONNX's axes are not those of an image with channels first.</summary>
public sealed class LayoutImportTests
{
    /// <summary>TensorFlow's networks transpose their input, or have it transposed already.</summary>
    [Fact]
    public void Channels_last_with_transposes_is_one_layer()
    {
        ModelFile model = new ModelFile(13, 2, 6, 5, 3).Weight("w", 4, 3, 3, 3)
            .Node("Transpose", "x", "a", ("perm", new long[] { 0, 3, 1, 2 }))
            .Node("Conv", "a w", "b").Node("Relu", "b", "c")
            .Node("Transpose", "c", "y", ("perm", new long[] { 0, 2, 3, 1 }));

        ImportResult import = model.Import();

        Assert.Equal("Conv2D", Assert.Single(import.Spec.Layers).Kind);
        Assert.False(import.Input.IsChannelsFirst || import.Output.IsChannelsFirst);
        AssertPredicts(model, import);
    }

    /// <summary>Weights behind Transpose and Reshape are put into the layer's own order.</summary>
    [Theory]
    [InlineData(new long[] { 0, 1, 2, 3 })]
    [InlineData(new long[] { 0, 2, 3, 1 })]
    [InlineData(new long[] { 0, 3, 1, 2 })]
    [InlineData(new long[] { 0, 3, 2, 1 })]
    public void A_dense_layer_follows_any_order(long[] order)
    {
        ModelFile model = new ModelFile(13, 2, 3, 4, 5).Weight("w", 60, 7).Integers("s", 0, -1)
            .Node("Relu", "x", "r").Node("Transpose", "r", "a", ("perm", order)).Node("Reshape", "a s", "b").Node("MatMul", "b w", "y");

        ImportResult import = model.Import();

        Assert.Equal(["Activate", "Dense"], import.Spec.Layers.Select(layer => layer.Kind));
        AssertPredicts(model, import);
    }

    /// <summary>A flattened output has ONNX's order.</summary>
    [Fact]
    public void A_flattened_output_has_the_order_of_ONNX()
    {
        ModelFile model = new ModelFile(13, 2, 3, 4, 5).Node("Relu", "x", "r").Node("Flatten", "r", "y");

        AssertPredicts(model, model.Import());
    }

    /// <summary>Rows of a signal along the other axis, as exporters of one-dimensional layers write them.</summary>
    [Fact]
    public void Signals_may_lie_along_either_axis()
    {
        ModelFile model = new ModelFile(11, 2, 3, 9).Weight("w", 4, 3, 3, 1)
            .Node("Unsqueeze", "x", "a", ("axes", new long[] { 3 })).Node("Conv", "a w", "b", ("strides", new long[] { 2, 1 }), ("pads", new long[] { 1, 0, 0, 0 }))
            .Node("MaxPool", "b", "c", ("kernel_shape", new long[] { 2, 1 })).Node("Squeeze", "c", "y", ("axes", new long[] { 3 }));

        AssertPredicts(model, model.Import());
    }

    /// <summary>Softmax before opset 13 takes all axes from its own on together.</summary>
    [Theory]
    [InlineData(11, 1L)]
    [InlineData(13, 1L)]
    public void Softmax_follows_its_version(int opset, long axis)
    {
        ModelFile model = new ModelFile(opset, 2, 3, 4, 5).Node("Softmax", "x", "a", ("axis", axis)).Node("Flatten", "a", "y");

        AssertPredicts(model, model.Import());
    }

    private static void AssertPredicts(ModelFile model, ImportResult import)
    {
        RunnableNetwork network = ImportedNetworks.Compile([import])[0];
        int[] dims = [.. import.Input.Dims];
        double[] input = Networks.Numbers(new Random(1), dims.Aggregate(1, (product, side) => product * side));
        using var session = new OnnxSession(model.Bytes());
        double[] expected = session.Run(input, dims)[session.Outputs[0]].Values;

        double[] actual = ImportedNetworks.ToOnnx(import.Output, network.Predict(ImportedNetworks.ToClass(import.Input, input)));

        Assert.True(Networks.Distance(expected, actual) < 1e-5, $"off by {Networks.Distance(expected, actual):G3}\n{import.Text}");
    }
}
