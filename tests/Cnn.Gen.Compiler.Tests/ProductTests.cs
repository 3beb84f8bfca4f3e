using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Dense layers of few outputs, whose long sums fall into parts: the same bits at every width, in batches of any size and on any number of threads,
/// and those of the reference but for rounding. Catches parts that begin at the wrong element, or weights of the wrong distance.
/// </summary>
public sealed class ProductTests
{
    private const double SingleTolerance = 1e-5, DoubleTolerance = 1e-13;

    private static readonly TestModel[] Models =
    [
        new("Ten", "[CnnModel(2, 16, 16)]\n[Dense(10)]"),
        new("Full", "[CnnModel(1, 1, 2052)]\n[Dense(16, Activation = Activation.Relu)]\n[Dense(4)]"),
        new("One", "[CnnModel(8, 8, 9)]\n[Dense(1, Bias = false)]"),
        new("Thirteen", "[CnnModel(8, 8, 3)]\n[Conv2D(16, 3, Padding = 1)]\n[Dense(13)]\n[Softmax]"),
    ];

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile(Models, [.. Engine.All, Engine.Single]));

    public static TheoryData<string> Names => [.. Models.Select(model => model.ClassName)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parts_of_a_sum_give_the_same_bits_at_every_width_and_in_every_batch(string name)
    {
        const int Images = 21;
        double[]? bits = null;
        foreach (Engine engine in (IEnumerable<Engine>)[.. Engine.All, Engine.Single])
        {
            ModelUnderTest model = Assembly.Value.Create(Models.Single(model => model.ClassName == name), engine);
            var random = new Random(5);
            TestData.SetParameters(model.Network, [model], length => TestData.Reals(random, length));
            double[] x = TestData.Reals(random, Images * model.Network.Input.Length);
            double[] y = model.Predict(x);
            Close.Assert(model.Network.Predict(x), y, engine.IsDouble ? DoubleTolerance : SingleTolerance, $"{engine} y");
            if (!engine.IsDouble)
                Close.AssertSameBits(bits ??= y, y, $"{engine} y");
            double[] one = model.Predict(x[..model.Network.Input.Length]);
            Close.AssertSameBits(y[..one.Length], one, $"{engine} y of one image");
            model.Threads = 2;
            Close.AssertSameBits(y, model.Predict(x), $"{engine} y with 2 threads");
        }
    }

    [Theory]
    [InlineData("[CnnModel(2, 16, 16, Training = false)]\n[Dense(10)]", true)]
    [InlineData("[CnnModel(2, 16, 16, Training = false, Precision = Precision.Strict)]\n[Dense(10)]", false)]
    [InlineData("[CnnModel(2, 16, 16, Training = false)]\n[Dense(10, Weights = WeightFormat.BFloat16)]", false)]
    [InlineData("[CnnModel(2, 16, 16, Training = false)]\n[Dense(17)]", false)]
    [InlineData("[CnnModel(19, 9, 3, Training = false)]\n[Dense(10)]", false)] // 513 elements.
    public void Long_sums_of_few_outputs_fall_into_parts(string attributes, bool expected) => Assert.Equal(expected, ModelCompiler.Compile(
        ModelBinder.Bind(new TestModel("Net", attributes).Spec(Engine.Single)), new CompilerOptions(512)).Kernels.Contains("parts of it side by side", StringComparison.Ordinal));
}
