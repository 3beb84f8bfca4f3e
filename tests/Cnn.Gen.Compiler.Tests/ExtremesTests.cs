using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Maxima of what has no order by comparison: zeros of both signs, infinities, NaN. All widths agree to the bit, and in double too.
/// Catches an instruction for maxima that takes any of two zeros, or the number beside a NaN, or a sum of infinities that counts as NaN.
/// </summary>
public sealed class ExtremesTests
{
    private const int Images = 40, Seed = 20261124;

    private static readonly double[] Extremes = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1];

    private static readonly Dictionary<string, TestModel> Models = new[]
    {
        new TestModel("PoolOfThree", "[CnnModel(7, 8, 21)]\n[MaxPool2D(3, Stride = 2, Padding = 1)]"),
        new TestModel("PoolOfTwo", "[CnnModel(4, 6, 24)]\n[MaxPool2D(2)]"),
        new TestModel("PoolOfAll", "[CnnModel(3, 3, 16)]\n[GlobalMaxPool]"),
        new TestModel("Positive", "[CnnModel(2, 3, 21)]\n[Activate(Activation.Relu)]"),
        new TestModel("PositiveUpToSix", "[CnnModel(2, 3, 21)]\n[Activate(Activation.Relu6)]"),
    }.ToDictionary(model => model.ClassName);

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile([.. Models.Values], Engine.All));

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Maxima_have_the_same_bits_at_every_width(string name)
    {
        ModelUnderTest[] models = [.. Engine.All.Select(engine => Assembly.Value.Create(Models[name], engine))];
        var random = new Random(Seed);
        int length = models[0].Network.Input.Length;
        double[] x = new double[Images * length];
        for (int image = 0; image < Images; image++)
        {
            // Each image of a few of them, so that windows of zeros only, or without NaN, are there too.
            double[] some = [.. Extremes.OrderBy(_ => random.Next()).Take(random.Next(1, Extremes.Length + 1))];
            for (int element = 0; element < length; element++)
                x[(image * length) + element] = some[random.Next(some.Length)];
        }

        double[] expected = models[0].Predict(x);
        foreach (ModelUnderTest model in models.Skip(1))
            Close.AssertSameBits(expected, model.Predict(x), $"seed {Seed}: {name}, {model.Engine}");
    }

    [Fact]
    public void Hyperbolic_tangent_holds_beyond_where_it_is_one()
    {
        // Its power of two has one factor: one too large would overflow where the argument is not bounded before. NaN must pass the bound.
        double[] x = [0, 1e-6, 0.01, 0.3, 1, 5, 9.9, 10.1, 19.9, 20.1, 60, 400, 1e30, double.PositiveInfinity, double.NaN];
        x = [.. x, .. x.Select(number => -number)];
        var tangent = new TestModel("Tangent", $"[CnnModel(1, 1, {x.Length})]\n[Activate(Activation.Tanh)]");
        ModelAssembly assembly = ModelAssembly.Compile([tangent], Engine.All);
        foreach (Engine engine in Engine.All)
        {
            double[] y = assembly.Create(tangent, engine).Predict(x);
            for (int element = 0; element < x.Length; element++)
            {
                double expected = Math.Tanh(x[element]), error = Math.Abs(y[element] - expected);
                Assert.True(
                    double.IsNaN(expected) ? double.IsNaN(y[element]) : error <= Math.Abs(expected) * (engine == Engine.Double ? 1e-15 : 3e-7),
                    $"{engine}: tanh({x[element]}) is {expected}, came {y[element]}");
            }
        }
    }
}
