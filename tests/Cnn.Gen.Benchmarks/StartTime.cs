using System.Diagnostics;
using System.Globalization;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// The first prediction of a process, from the moment before it is started: the runtime's own start, making the network (random parameters
/// included), and the first call, just-in-time compilation included. Each time a new process.
/// </summary>
/// <param name="Processes">How many for each network.</param>
public sealed record StartTime(int Processes)
{
    /// <summary>The first argument of a process that is measured, which <see cref="Predict"/> serves before anything else is set up.</summary>
    public const string Argument = "start-once";

    private static readonly string[] Titles =
    [
        "model", "from process start to the first output, ms (median; quartiles)", "of these: until Main", "making the network", "first call",
        "(a later call)",
    ];

    /// <summary>Measures all networks; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        foreach (string line in Markdown.Head(Titles))
            yield return line;
        for (int index = 0; index < Network.All.Count; index++)
        {
            double[][] runs = [.. Enumerable.Range(0, Processes).Select(_ => Start(index))];
            double Median(int part) => Quartiles.Of(runs.Select(run => run[part])).Median;
            Quartiles all = Quartiles.Of(runs.Select(run => run[0] + run[1] + run[2]));
            yield return Markdown.Row(
                Network.All[index].Title, $"{all.Median:F0} ({all.Lower:F0} to {all.Upper:F0})",
                $"{Median(0):F0}", $"{Median(1):F0}", $"{Median(2):F0}", $"{Median(3):F2}");
        }
    }

    /// <summary>In the process that is measured: predicts, and prints the milliseconds of each part.</summary>
    /// <param name="network">The network's place in <see cref="Network.All"/>.</param>
    /// <param name="started">The clock (<see cref="Stopwatch.GetTimestamp"/>, the same for all processes) when the process was started.</param>
    public static void Predict(string network, string started)
    {
        long main = Stopwatch.GetTimestamp(), start = long.Parse(started, CultureInfo.InvariantCulture);
        Prediction prediction = Network.All[int.Parse(network, CultureInfo.InvariantCulture)].Predict(1);
        long made = Stopwatch.GetTimestamp();
        prediction.Run();
        long first = Stopwatch.GetTimestamp();
        prediction.Run();
        long second = Stopwatch.GetTimestamp();
        Console.WriteLine(string.Join(' ', Milliseconds(start, main), Milliseconds(main, made), Milliseconds(made, first), Milliseconds(first, second)));
    }

    private static double[] Start(int network)
    {
        string line = Child.Run([Argument, $"{network}", $"{Stopwatch.GetTimestamp()}"]).Single();
        return [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
