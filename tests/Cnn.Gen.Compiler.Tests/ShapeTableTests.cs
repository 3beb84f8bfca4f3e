using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Every case of the table through the reference and through generated code at every width and in double: prediction, training, and the
/// layers' own kernels. Single precision must be the same to the bit at all widths.
/// </summary>
public sealed class ShapeTableTests
{
    private const double SingleForward = 1e-5, SingleGradient = 1e-4, Double = 1e-12;
    private const int CasesPerAssembly = 40;

    private static readonly Lazy<ModelAssembly>[] Assemblies = [.. ShapeTable.Cases.Chunk(CasesPerAssembly)
        .Select(cases => new Lazy<ModelAssembly>(() => ModelAssembly.Compile([.. cases.Select(one => one.Model)], Engine.All)))];

    public static TheoryData<string> Names => [.. ShapeTable.Cases.Select(one => one.Name)];

    [Fact]
    public void Table_has_at_least_two_hundred_valid_and_different_cases()
    {
        Assert.True(ShapeTable.Cases.Select(one => one.Attributes).Distinct().Count() >= 200);
        Assert.All(ShapeTable.Cases, one => Assert.True(ShapeCase.IsValid(one.Attributes), one.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Model_agrees_with_the_reference(string name)
    {
        (ShapeCase one, ReferenceNetwork network, ModelUnderTest[] models, Random random) = Prepare(name);
        double[] x = one.Numbers(random, one.Images * network.Input.Length), dy = one.Numbers(random, one.Images * network.Output.Length);
        double[] y = network.Predict(x), inTraining = network.Forward(x);
        NetworkGradients expected = network.Backward(x, dy);
        List<double[]>? bits = null;
        foreach (ModelUnderTest model in models)
        {
            (double forward, double gradient) = Tolerances(model);
            double[] predicted = model.Predict(x);
            (double[] trained, NetworkGradients gradients) = model.Train(x, dy);
            NetworkGradients alone = model.Backward(x, dy);
            Close.Assert(y, predicted, forward, $"{model.Engine} y of Predict");
            Close.Assert(inTraining, trained, forward, $"{model.Engine} y of Forward");
            Close.Assert(expected.Input, gradients.Input, gradient, $"{model.Engine} dx");
            Close.AssertSameBits(gradients.Input, alone.Input, $"{model.Engine} dx of Backward alone");
            foreach ((string parameter, double[] values) in expected.Parameters)
            {
                Close.Assert(values, gradients.Parameters[parameter], gradient, $"{model.Engine} gradient of {parameter}");
                Close.AssertSameBits(gradients.Parameters[parameter], alone.Parameters[parameter], $"{model.Engine} {parameter} of Backward alone");
            }

            AssertSameBits(ref bits, model, [predicted, trained, gradients.Input, .. expected.Parameters.Keys.Select(key => gradients.Parameters[key])]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Static_kernels_agree_with_the_reference(string name)
    {
        (ShapeCase one, ReferenceNetwork network, ModelUnderTest[] models, Random random) = Prepare(name);
        foreach (ReferenceLayer layer in network.Layers)
        {
            if (KernelSignature.Of(layer) is not { } signature)
                continue;

            double[][] x = [.. network.InputShapesOf(layer).Select(shape => one.Numbers(random, one.Images * shape.Length))];
            double[] dy = one.Numbers(random, one.Images * layer.Op.Output.Length);
            double[][] parameters = network.ParametersOf(layer);
            double[] y = layer.Op.Forward(x, parameters, one.Images);
            OpGradients expected = layer.Op.Backward(dy, x, parameters, one.Images);
            double[][] expectedGradients = [.. expected.Inputs, .. expected.Parameters];
            List<double[]>? bits = null;
            foreach (ModelUnderTest model in models)
            {
                (double forward, double gradient) = Tolerances(model);
                double[] actual = model.KernelForward(layer, x, parameters);
                double[][] gradients = model.KernelBackward(layer, dy, x, parameters);
                Close.Assert(y, actual, forward, $"{model.Engine} y of {layer.Name}");
                for (int k = 0; k < gradients.Length; k++)
                    Close.Assert(expectedGradients[k], gradients[k], gradient, $"{model.Engine} {signature.Gradients[k]} of {layer.Name}");
                AssertSameBits(ref bits, model, [actual, .. gradients]);
            }
        }
    }

    private static (ShapeCase One, ReferenceNetwork Network, ModelUnderTest[] Models, Random Random) Prepare(string name)
    {
        ShapeCase one = ShapeTable.Cases.Single(candidate => candidate.Name == name);
        ModelAssembly assembly = Assemblies[one.Number / CasesPerAssembly].Value;
        ModelUnderTest[] models = [.. Engine.All.Select(engine => assembly.Create(one.Model, engine))];
        var random = new Random(one.Number);
        TestData.SetParameters(models[0].Network, models, length => one.Numbers(random, length));
        return (one, models[0].Network, models, random);
    }

    private static (double Forward, double Gradient) Tolerances(ModelUnderTest model) =>
        model.Engine.IsDouble ? (Double, Double) : (SingleForward, SingleGradient);

    private static void AssertSameBits(ref List<double[]>? first, ModelUnderTest model, List<double[]> results)
    {
        if (model.Engine.IsDouble)
            return;

        first ??= results;
        for (int i = 0; i < results.Count; i++)
            Close.AssertSameBits(first[i], results[i], $"{model.Engine} result {i} against {Engine.Widths[0]}");
    }
}
