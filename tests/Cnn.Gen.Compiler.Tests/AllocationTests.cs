using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Tests of the whole process's allocations: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile([.. SampleNetworks.All], [Engine.Single]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Ten_thousand_predictions_allocate_nothing(int threads)
    {
        ModelUnderTest model = SampleNetworks.Create(Assembly.Value, "LeNet5", Engine.Single);
        model.Threads = threads;
        double[] x = TestData.Reals(new Random(1), model.Network.Input.Length);
        AssertNothing(() => model.AllocatedByPredict(x, 10_000));
    }

    [Theory]
    [InlineData("LeNet5", 1)]
    [InlineData("LeNet5", 2)]
    [InlineData("DigitNet", 2)]
    [InlineData("Mobile", 2)]
    public void Training_allocates_nothing_after_the_first_step(string name, int threads)
    {
        ModelUnderTest model = SampleNetworks.Create(Assembly.Value, name, Engine.Single);
        model.Threads = threads;
        var random = new Random(2);
        double[] x = TestData.Reals(random, 8 * model.Network.Input.Length), dy = TestData.Reals(random, 8 * model.Network.Output.Length);
        AssertNothing(() => model.AllocatedByTraining(x, dy, 20));
    }

    /// <summary>The test host has threads of its own that allocate now and then; what the model allocates, it allocates every time.</summary>
    private static void AssertNothing(Func<long> allocated)
    {
        long[] attempts = [allocated(), allocated(), allocated(), allocated(), allocated()];
        Assert.True(attempts.Contains(0), $"Allocated {string.Join(", ", attempts)} bytes in five attempts.");
    }
}
