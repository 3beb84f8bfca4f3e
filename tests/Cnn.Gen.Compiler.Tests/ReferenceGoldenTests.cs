using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>The reference itself against PyTorch: all golden layers and networks.</summary>
public sealed class ReferenceGoldenTests
{
    public static TheoryData<string> Names => [.. Golden.Layers.Concat(Golden.Nets).Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reference_gives_the_figures_of_PyTorch(string name)
    {
        Golden golden = Golden.Layers.Concat(Golden.Nets).Single(candidate => candidate.Name == name);
        ReferenceNetwork network = ReferenceNetwork.Create(DefinitionReader.Read(golden.Attributes, golden.ClassName, ""));
        foreach ((string parameter, double[] values) in golden.All("parameter"))
            values.CopyTo(network.Parameters[parameter], 0);

        Close.Assert(golden.Tensors["y"].Data, network.Predict(golden.Tensors["x"].Data), 1e-6, $"{name} y");
        if (!golden.HasGradients)
            return;

        NetworkGradients gradients = network.Backward(golden.Tensors["gx"].Data, golden.Tensors["dy"].Data);
        if (golden.Tensors.TryGetValue("gy", out Tensor? trained))
            Close.Assert(trained.Data, network.Forward(golden.Tensors["gx"].Data), 1e-6, $"{name} y in training");
        Close.Assert(golden.Tensors["dx"].Data, gradients.Input, 1e-6, $"{name} dx");
        foreach ((string parameter, double[] values) in golden.All("gradient"))
            Close.Assert(values, gradients.Parameters[parameter], 1e-6, $"{name} gradient of {parameter}");
    }
}
