using System.Diagnostics;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// How far apart two threads run: the time in which a line of cache goes from one core to the other and back. Between cores that share a cache
/// it is about 100 ns, between dies several times that; a virtual machine may have its cores on either, and change.
/// </summary>
public static class CoreDistance
{
    private const int RoundTrips = 20_000, Repetitions = 9;

    private static int _turn; // Even: the caller's; odd: the other's.

    /// <summary>Measures it: the median of some repetitions, in nanoseconds; not a number where there is one core only.</summary>
    public static double Measure()
    {
        if (Environment.ProcessorCount == 1)
            return double.NaN;
        _turn = 0;
        var other = new Thread(Answer) { IsBackground = true };
        other.Start();
        double[] times = [.. Enumerable.Range(0, Repetitions).Select(_ => Ask())];
        other.Join();
        return times.Order().ElementAt(Repetitions / 2);
    }

    private static double Ask()
    {
        long start = Stopwatch.GetTimestamp();
        for (int trip = 0; trip < RoundTrips; trip++)
            Pass(0);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / RoundTrips;
    }

    private static void Answer()
    {
        for (int trip = 0; trip < RoundTrips * Repetitions; trip++)
            Pass(1);
    }

    private static void Pass(int self)
    {
        while ((Volatile.Read(ref _turn) & 1) != self)
        {
            // Not even a pause: it would be longer than what is measured.
        }

        Volatile.Write(ref _turn, _turn + 1);
    }
}
