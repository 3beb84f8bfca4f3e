using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Results do not depend on how many threads there are, nor on which instance computes them.</summary>
public sealed class ThreadTests
{
    private static readonly Lazy<ModelAssembly> Assembly =
        new(() => ModelAssembly.Compile([.. SampleNetworks.All], [Engine.Single, Engine.Double]));

    public static TheoryData<string> Names => [.. SampleNetworks.All.Select(model => model.ClassName)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        foreach (Engine engine in new[] { Engine.Single, Engine.Double })
        {
            ModelUnderTest model = SampleNetworks.Create(Assembly.Value, name, engine);
            foreach (int images in new[] { 1, 5 })
            {
                var random = new Random(images);
                double[] x = TestData.Reals(random, images * model.Network.Input.Length);
                double[] dy = TestData.Reals(random, images * model.Network.Output.Length);
                model.Threads = 1;
                double[] predicted = model.Predict(x);
                (double[] trained, NetworkGradients gradients) = model.Train(x, dy);
                foreach (int threads in new[] { 2, 3, 7 })
                {
                    model.Threads = threads;
                    string what = $"{engine}, {images} images, {threads} threads:";
                    (double[] y, NetworkGradients actual) = model.Train(x, dy);
                    Close.AssertSameBits(predicted, model.Predict(x), $"{what} y of Predict");
                    Close.AssertSameBits(trained, y, $"{what} y of Forward");
                    Close.AssertSameBits(gradients.Input, actual.Input, $"{what} dx");
                    foreach ((string parameter, double[] values) in gradients.Parameters)
                        Close.AssertSameBits(values, actual.Parameters[parameter], $"{what} gradient of {parameter}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Eight_sharers_side_by_side_give_the_bits_of_one(string name)
    {
        const int sharers = 8, inputs = 6, rounds = 20;
        ModelUnderTest model = SampleNetworks.Create(Assembly.Value, name, Engine.Single);
        var random = new Random(4);
        double[][] x = [.. Enumerable.Range(1, inputs).Select(i => TestData.Reals(random, i % 3 * model.Network.Input.Length))];
        double[][] expected = [.. x.Select(model.Predict)];
        ModelUnderTest[] sharing = [.. Enumerable.Range(0, sharers).Select(_ => model.Share())];

        // A fresh version, so that all sharers meet at the packing of the new parameters too.
        foreach ((string parameter, double[] values) in model.Network.Parameters)
            model.SetParameter(parameter, values);

        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        Thread[] threads = [.. sharing.Select((sharer, place) => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < rounds * inputs; i++)
                {
                    int which = (i + place) % inputs;
                    Close.AssertSameBits(expected[which], sharer.Predict(x[which]), $"sharer {place}, input {which}");
                }
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(failures);
    }

    [Fact]
    public void A_write_is_seen_by_every_sharer()
    {
        ModelUnderTest model = SampleNetworks.Create(Assembly.Value, "LeNet5", Engine.Single), sharer = model.Share();
        double[] x = TestData.Reals(new Random(5), model.Network.Input.Length);
        double[] before = sharer.Predict(x);
        string parameter = model.Network.Parameters.Keys.First(key => key.EndsWith(".weight", StringComparison.Ordinal));
        model.SetParameter(parameter, [.. model.Network.Parameters[parameter].Select(value => -value)]);
        double[] after = sharer.Predict(x);
        Assert.NotEqual(before, after);
        Close.AssertSameBits(model.Predict(x), after, "the sharer's output");
    }
}
