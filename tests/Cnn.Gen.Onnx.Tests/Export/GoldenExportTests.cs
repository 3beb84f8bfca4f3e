using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Export;

/// <summary>The golden networks, exported, give PyTorch's figures in ONNX Runtime.</summary>
public sealed class GoldenExportTests
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. GoldenNetworks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Onnx_runtime_gives_the_figures_of_PyTorch(string name)
    {
        RunnableNetwork network = GoldenNetworks.Get(name);
        double[] x = GoldenNetworks.Tensor(name, "x"), y = GoldenNetworks.Tensor(name, "y");
        double[] onnx = Networks.RunOnnx(Networks.Export(network), network, x);
        Assert.InRange(Networks.Distance(y, onnx), 0, 1e-5);
        Assert.InRange(Networks.Distance(onnx, network.Predict(x)), 0, 1e-4);
    }
}
