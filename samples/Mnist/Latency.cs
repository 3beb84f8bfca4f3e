using System.Diagnostics;
using Cnn.Gen;

namespace Mnist;

/// <summary>What one prediction of one image costs.</summary>
/// <param name="Microseconds">The median time.</param>
/// <param name="BytesPerPrediction">Managed memory allocated by the thread that predicts, on which a model with one thread does all its work.</param>
internal sealed record Latency(double Microseconds, double BytesPerPrediction)
{
    private const int WarmUp = 2_000, Measured = 10_000;

    /// <summary>Measures <paramref name="net"/> on the images of <paramref name="data"/>, one after the other.</summary>
    public static Latency Measure(DigitNet net, LabeledImages<float> data)
    {
        Span<float> output = stackalloc float[DigitNet.OutputLength];
        for (int i = 0; i < WarmUp; i++)
            net.Predict(data.Image(i % data.Count), output);

        long[] ticks = new long[Measured];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            net.Predict(data.Image(i % data.Count), output);
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(ticks);
        return new Latency(ticks[ticks.Length / 2] * 1e6 / Stopwatch.Frequency, (double)bytes / ticks.Length);
    }
}
