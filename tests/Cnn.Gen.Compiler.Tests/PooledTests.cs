using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Max pools in Winograd's output transform: the bits of the convolution and the pool one after the other. Catches windows of the wrong results,
/// the wrong number of rows or columns where tiles hang over, lost NaN, and a pool taken where somebody reads what it is of.
/// </summary>
public sealed class PooledTests
{
    private const int Images = 3, Seed = 20261123;

    private static readonly (int Rows, int Columns)[] Sides = [(8, 8), (6, 10), (7, 9), (2, 3)];

    private static readonly string[] Activations =
    [
        "", ", Activation = Activation.Relu", ", Activation = Activation.LeakyRelu, Alpha = 0.2", ", Activation = Activation.Relu6",
        ", Activation = Activation.LeakyRelu, Alpha = -0.5", ", Activation = Activation.Tanh",
    ];

    private static readonly string[] Algorithms = ["Winograd2x2", "Winograd2x4", "Winograd4x2", "Winograd4x4"];

    private static readonly (string Name, TestModel Together, TestModel Conv, TestModel Pool)[] Cases =
    [
        .. from algorithm in Algorithms
           from index in Enumerable.Range(0, Activations.Length)
           let side = Sides[index % Sides.Length]
           let conv = $"[Conv2D(32, 3, Padding = 1{Activations[index]}, Algorithm = ConvAlgorithm.{algorithm})]"
           let name = $"{algorithm}_{index}"
           select (name,
               new TestModel(name, $"[CnnModel({side.Rows}, {side.Columns}, 16)]\n{conv}\n[MaxPool2D(2)]"),
               new TestModel(name + "Conv", $"[CnnModel({side.Rows}, {side.Columns}, 16)]\n{conv}"),
               new TestModel(name + "Pool", $"[CnnModel({side.Rows}, {side.Columns}, 32)]\n[MaxPool2D(2)]")),
    ];

    private static readonly Lazy<ModelAssembly> Assembly = new(() =>
        ModelAssembly.Compile([.. Cases.SelectMany(one => new[] { one.Together, one.Conv, one.Pool })], Engine.All));

    public static TheoryData<string> Names => [.. Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_the_bits_of_both_layers_one_after_the_other(string name)
    {
        (_, TestModel together, TestModel conv, TestModel pool) = Cases.Single(one => one.Name == name);
        foreach (Engine engine in Engine.All)
        {
            var random = new Random(Seed);
            ModelUnderTest fused = Assembly.Value.Create(together, engine), first = Assembly.Value.Create(conv, engine);
            foreach ((string parameter, double[] values) in first.Network.Parameters)
            {
                double[] drawn = TestData.Reals(random, values.Length);
                first.SetParameter(parameter, drawn);
                fused.SetParameter(parameter, drawn);
            }

            // The last image has what has no order: what a transform touches becomes NaN, or infinite.
            double[] x = TestData.Reals(random, Images * first.Network.Input.Length);
            x[^1] = double.NaN;
            x[^(first.Network.Input.Length / 2)] = double.NegativeInfinity;
            double[] expected = Assembly.Value.Create(pool, engine).Predict(first.Predict(x));
            foreach (int threads in new[] { 1, 2 })
            {
                fused.Threads = threads;
                Close.AssertSameBits(expected, fused.Predict(x), $"seed {Seed}: {engine}, {threads} threads");
            }
        }
    }

    [Theory]
    [InlineData(true, "[Conv2D(32, 3)]\n[MaxPool2D(2)]")]
    [InlineData(true, "[Conv2D(32, 3)]\n[MaxPool2D(2)]\n[Activate(Activation.Relu)]")]
    [InlineData(true, "[Conv2D(32, 3, Bias = false)]\n[BatchNorm(Activation = Activation.Relu)]\n[MaxPool2D(2)]\n[Conv2D(32, 3)]")]
    [InlineData(true, "[Conv2D(32, 3, PaddingRight = 1)]\n[MaxPool2D(2)]")]
    [InlineData(false, "[Conv2D(32, 3)]\n[MaxPool2D(2)]\n[MaxPool2D(2)]")]
    [InlineData(false, "[Conv2D(32, 3, PaddingRight = 1)]\n[MaxPool2D(2, CeilMode = true)]")]
    [InlineData(false, "[Conv2D(32, 3)]\n[MaxPool2D(2, Stride = 1)]")]
    [InlineData(false, "[Conv2D(32, 3)]\n[MaxPool2D(3, Stride = 2)]")]
    [InlineData(false, "[Conv2D(32, 3)]\n[MaxPool2D(2, Padding = 1)]")]
    [InlineData(false, "[Conv2D(32, 3)]\n[AvgPool2D(2)]")]
    [InlineData(false, "[Conv2D(32, 3, Activation = Activation.LeakyRelu, Alpha = -0.5)]\n[MaxPool2D(2)]")]
    [InlineData(false, "[Conv2D(32, 3, Activation = Activation.Tanh)]\n[MaxPool2D(2)]")]
    [InlineData(false, "[Conv2D(32, 3, Algorithm = ConvAlgorithm.Direct)]\n[MaxPool2D(2)]")]
    [InlineData(false, "[Conv2D(32, 3)]\n[MaxPool2D(2)]\n[Conv2D(32, 3, Padding = 1, Input = \"Conv1\")]\n[MaxPool2D(2)]\n[Add(\"MaxPool1\")]")]
    [InlineData(false, "[Conv2D(16, 3, Padding = 1)]\n[Add(\"Input\")]\n[MaxPool2D(2)]")]
    public void Only_a_halving_pool_that_alone_reads_what_Winograd_gives_is_taken_there(bool all, string layers)
    {
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read($"[CnnModel(10, 12, 16, Training = false)]\n{layers}", "Net"));
        Assert.Empty(model.Problems);
        ModelPlan plan = new ModelScheduler(model, ParameterBlock.Of(model.Network), VectorClass.ForWidth(512)).Schedule();
        Assert.Equal(all, !plan.Predict.Steps.Any(step => step.Plan is PoolPlan));
    }
}
