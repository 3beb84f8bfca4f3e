using Cnn.Gen.Onnx.Protos;
using Google.Protobuf;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Tool;

/// <summary><c>cnn verify</c> compares layer by layer, and finds what differs.</summary>
public sealed class VerifyCommandTests(ModelFolder folder) : IClassFixture<ModelFolder>
{
    [Fact]
    public void Own_export_agrees_in_every_value()
    {
        CommandResult result = CommandLine.Run("verify", folder.Assembly, "--class", "Large", "--against", folder.Onnx);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        foreach (string value in new[] { "Conv1", "BatchNorm1", "BatchNorm1/Relu", "Conv2", "Conv2/Silu", "Add1", "Add1/Relu", "MaxPool1", "Flatten1", "Activate1", "Dropout1", "Dense1", "Dense1/Relu", "Softmax1" })
            Assert.Matches($@"(?m)^ *{value} +{value} .* ok", result.Output);
        Assert.Matches(@"(?m)^ *Large.Predict +Softmax1 .* ok", result.Output);
        Assert.Contains("The 14 compared values and the output are within 0.0001", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_weight_is_found_at_its_layer()
    {
        ModelProto file = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder.Onnx));
        TensorProto weight = file.Graph.Initializer.Single(tensor => tensor.Name == "Conv2.weight");
        byte[] bytes = weight.RawData.ToByteArray();
        BitConverter.GetBytes(BitConverter.ToSingle(bytes) + 0.01f).CopyTo(bytes, 0);
        weight.RawData = ByteString.CopyFrom(bytes);
        string changed = folder.Combine("changed.onnx");
        File.WriteAllBytes(changed, file.ToByteArray());

        CommandResult result = CommandLine.Run("verify", folder.Assembly, "--class", "Space.Large", "--against", changed, "--seed", "5");
        Assert.Equal(1, result.Code);
        Assert.Matches(@"(?m)^ *BatchNorm1/Relu .* ok", result.Output);
        Assert.Matches(@"(?m)^ *Conv2 .* differs", result.Output);
        Assert.Contains("the first is Conv2.", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("verify", folder.Assembly, "--class", "Large", "--against", changed, "--tolerance", "0.5").Code);
    }

    [Fact]
    public void Given_images_are_compared_on_too()
    {
        string images = folder.Combine("images.npy");
        WriteNumpy(images, [2, 3, 10, 9], Networks.Numbers(new Random(1), 2 * 270));
        CommandResult result = CommandLine.Run("verify", folder.Assembly, "--class", "Large", "--against", folder.Onnx, "--images", "0", "--input", images);
        Assert.Equal(0, result.Code);
        Assert.Contains("on 2 images", result.Output, StringComparison.Ordinal);

        WriteNumpy(images, [2, 3, 10, 8], Networks.Numbers(new Random(1), 2 * 240));
        result = CommandLine.Run("verify", folder.Assembly, "--class", "Large", "--against", folder.Onnx, "--input", images);
        Assert.Equal(1, result.Code);
        Assert.Contains("images (n, 10, 9, 3) or (n, 3, 10, 9). It has images (2, 3, 10, 8).", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Models.dll", "large.onnx", null, "2 networks that could be meant. It has Small, Space.Large; say which with --class.")]
    [InlineData("Models.dll", "large.onnx", "Other", "has no network Other. It has Small, Space.Large.")]
    [InlineData("large.onnx", "large.onnx", "Large", "neither an assembly (.dll) nor a project (.csproj)")]
    [InlineData("None.dll", "large.onnx", "Large", "There is no file")]
    [InlineData("Models.dll", "Large.safetensors", "Large", "is not an ONNX model")]
    [InlineData("Models.dll", "none.onnx", "Large", "Could not find file")]
    [InlineData("Models.dll", "large.onnx", "Small", "(-1, 3, 10, 9), but the network's images are 4x4x1")]
    public void What_cannot_be_compared_is_said(string model, string onnx, string? name, string expected)
    {
        string[] arguments = ["verify", folder.Combine(model), "--against", folder.Combine(onnx)];
        CommandResult result = CommandLine.Run(name is null ? arguments : [.. arguments, "--class", name]);
        Assert.Equal(1, result.Code);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
    }

    private static void WriteNumpy(string path, int[] shape, double[] values)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}".PadRight(117) + "\n";
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        writer.Write((ushort)header.Length);
        writer.Write(System.Text.Encoding.ASCII.GetBytes(header));
        foreach (double value in values)
            writer.Write((float)value);
    }
}
