namespace Cnn.Gen.Tests;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone, because it measures the whole process";
}

[Collection(Alone.Name)]
public class AllocationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 9)]
    [InlineData(2, 9)]
    public void PredictAllocatesNothing(int threads, int images)
    {
        var net = new FlipNet { Threads = threads };
        float[] input = FlipNet.Images(images, 1), output = new float[input.Length];
        Assert.Equal(0, Allocated(10_000, () => net.Predict(input, output)));
        Assert.Equal(0, Allocated(1_000, () => net.Classify(input.AsSpan(0, FlipNet.Length))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ATrainingStepAllocatesNothing(int threads)
    {
        var net = new FlipNet { Threads = threads };
        TrainingPass<float> pass = net.CreatePass();
        GradientSet<float> gradients = net.CreateGradients();
        float[] input = FlipNet.Images(7, 1), output = new float[input.Length], dx = new float[input.Length];
        Assert.Equal(0, Allocated(2_000, () =>
        {
            net.Forward(input, output, pass);
            net.Backward(output, gradients, dx, pass);
            net.Forward(input.AsSpan(0, 24), output.AsSpan(0, 24), pass);
            net.Backward(input, output, gradients, dx);
            net.Parameters["Flip1.bias"].CopyFrom(gradients["Flip1.bias"].Values);
            net.Predict(input, output);
        }));
    }

    /// <summary>
    /// The bytes that the calling thread, and then the whole process, allocates during <paramref name="times"/> calls after a first one.
    /// The test host's own threads allocate a little now and then, so the process is measured in short slices, and a slice that was not
    /// clean is measured again.
    /// </summary>
    private static long Allocated(int times, Action call)
    {
        const int Slice = 20;
        call();
        long here = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++)
            call();
        long sum = GC.GetAllocatedBytesForCurrentThread() - here;

        for (int done = 0; done < times; done += Slice)
        {
            long least = long.MaxValue;
            for (int attempt = 0; attempt < 50 && least != 0; attempt++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                for (int i = 0; i < Slice; i++)
                    call();
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            sum += least;
        }

        return sum;
    }
}
