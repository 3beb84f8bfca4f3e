using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Tool;

/// <summary><c>cnn export</c> writes what <c>OnnxModel.Save</c> writes, without running anything of the assembly.</summary>
public sealed class ExportCommandTests(ModelFolder folder) : IClassFixture<ModelFolder>
{
    [Fact]
    public void Gives_the_bytes_of_Save()
    {
        string path = folder.Combine("exported.onnx");
        CommandResult result = CommandLine.Run("export", folder.Assembly, "--class", "Large", "--weights", folder.Weights, "-o", path);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        Assert.Equal(File.ReadAllBytes(folder.Onnx), File.ReadAllBytes(path));
        Assert.StartsWith($"{path}: Large, 10 layers, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_weights_they_are_those_of_a_new_instance()
    {
        // All kinds of parameters and of their first values.
        string text = "[CnnModel(5, 4, 3)]\n[Conv2D(4, 3, Activation = Activation.Relu)]\n[PRelu]\n[BatchNorm]\n[InstanceNorm]\n[Dense(3)]";
        RunnableNetwork network = NetworkCompiler.Compile([DefinitionReader.Read(text, "Fresh")])[0];
        string path = folder.Combine("fresh.onnx");
        OnnxModel.Save(ModelBinder.Bind(network.Spec), null, path);
        Assert.Equal(Networks.Export(network), File.ReadAllBytes(path));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_and_nothing_is_written()
    {
        string path = folder.Combine("refused.onnx");
        CommandResult result = CommandLine.Run("export", folder.Assembly, "--class", "Small", "--weights", folder.Weights, "-o", path);
        Assert.Equal(1, result.Code);
        Assert.Contains("does not hold the parameters of Small", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }
}
