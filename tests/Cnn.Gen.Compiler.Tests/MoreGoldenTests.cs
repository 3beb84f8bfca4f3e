using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Layers that move, limit or normalise, blocks of several inputs and signals against the figures of PyTorch, and layers that resize or pad
/// against those and ONNX's own: the reference, and generated code at every width and in double.
/// </summary>
public sealed class MoreGoldenTests
{
    private const double SingleForward = 1e-5, SingleGradient = 1e-4, Double = 1e-12;

    private static readonly Golden[] All = [.. Golden.More, .. Golden.Resampling];

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile([.. All.Select(ModelOf)], Engine.All));

    public static TheoryData<string> Names => [.. All.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reference_gives_the_figures(string name)
    {
        Golden golden = Find(name);
        ReferenceNetwork network = ReferenceNetwork.Create(ModelOf(golden).Spec(Engine.Double));
        foreach ((string parameter, double[] values) in golden.All("parameter"))
            values.CopyTo(network.Parameters[parameter], 0);
        Close.Assert(golden.Tensors["y"].Data, network.Predict(golden.Tensors["x"].Data), Double, "y");
        Check(golden, network.Backward(golden.Tensors["x"].Data, golden.Tensors["dy"].Data), Double, "reference");
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
            foreach ((string parameter, double[] values) in golden.All("parameter"))
                model.SetParameter(parameter, values);
            double[] y = model.Predict(golden.Tensors["x"].Data);
            NetworkGradients gradients = model.Backward(golden.Tensors["x"].Data, golden.Tensors["dy"].Data);
            Close.Assert(golden.Tensors["y"].Data, y, engine.IsDouble ? Double : SingleForward, $"{engine} y");
            Check(golden, gradients, engine.IsDouble ? Double : SingleGradient, $"{engine}");
            if (engine.IsDouble)
                continue;
            Close.AssertSameBits(single ??= y, y, $"{engine} y against {Engine.All[0]}");
            Close.AssertSameBits(singleGradient ??= gradients.Input, gradients.Input, $"{engine} dx against {Engine.All[0]}");
        }
    }

    private static void Check(Golden golden, NetworkGradients gradients, double tolerance, string what)
    {
        Close.Assert(golden.Tensors["dx"].Data, gradients.Input, tolerance, $"{what} dx");
        foreach ((string parameter, double[] values) in golden.All("gradient"))
            Close.Assert(values, gradients.Parameters[parameter], tolerance, $"{what} gradient of {parameter}");
    }

    private static Golden Find(string name) => All.Single(golden => golden.Name == name);

    private static TestModel ModelOf(Golden golden) => new("More" + golden.ClassName, golden.Attributes.Trim());
}
