using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Layers that resize or pad against the figures of PyTorch and of ONNX's own tests: the reference, and generated code at every width and in double.</summary>
public sealed class ResamplingGoldenTests
{
    private const double SingleForward = 1e-5, SingleGradient = 1e-4, Double = 1e-12;

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile([.. Golden.Resampling.Select(ModelOf)], Engine.All));

    public static TheoryData<string> Names => [.. Golden.Resampling.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reference_gives_the_figures(string name)
    {
        Golden golden = Find(name);
        ReferenceNetwork network = ReferenceNetwork.Create(ModelOf(golden).Spec(Engine.Double));
        Close.Assert(golden.Tensors["y"].Data, network.Predict(golden.Tensors["x"].Data), Double, "y");
        Close.Assert(golden.Tensors["dx"].Data, network.Backward(golden.Tensors["x"].Data, golden.Tensors["dy"].Data).Input, Double, "dx");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_gives_the_figures(string name)
    {
        Golden golden = Find(name);
        double[]? single = null, singleGradient = null;
        foreach (Engine engine in Engine.All)
        {
            ModelUnderTest model = Assembly.Value.Create(ModelOf(golden), engine);
            double[] y = model.Predict(golden.Tensors["x"].Data);
            double[] dx = model.Backward(golden.Tensors["x"].Data, golden.Tensors["dy"].Data).Input;
            Close.Assert(golden.Tensors["y"].Data, y, engine.IsDouble ? Double : SingleForward, $"{engine} y");
            Close.Assert(golden.Tensors["dx"].Data, dx, engine.IsDouble ? Double : SingleGradient, $"{engine} dx");
            if (engine.IsDouble)
                continue;
            Close.AssertSameBits(single ??= y, y, $"{engine} y against {Engine.All[0]}");
            Close.AssertSameBits(singleGradient ??= dx, dx, $"{engine} dx against {Engine.All[0]}");
        }
    }

    private static Golden Find(string name) => Golden.Resampling.Single(golden => golden.Name == name);

    private static TestModel ModelOf(Golden golden) => new("Resampling" + golden.ClassName, golden.Attributes.Trim());
}
