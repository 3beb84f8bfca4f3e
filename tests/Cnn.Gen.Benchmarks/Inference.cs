using System.Diagnostics;
using System.Globalization;

namespace Cnn.Gen.Benchmarks;

/// <summary>Time of a prediction, ours and ONNX Runtime's in turn, each warmed: median of the rounds, and the ratio of each round.</summary>
/// <param name="Images">Images of a call.</param>
/// <param name="Threads">Threads of both.</param>
public sealed record Inference(int Images, int Threads)
{
    private const int Rounds = 41;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(30);

    /// <summary>ONNX Runtime's other threads go on spinning for a while after a prediction, on the cores that ours want.</summary>
    private static readonly TimeSpan UntilIdle = TimeSpan.FromMilliseconds(100);

    /// <summary>Measures all models; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        yield return "| model | Cnn.Gen, us | ONNX Runtime, us | times as fast (median; quartiles) | largest difference |";
        yield return "|---|---|---|---|---|";
        var ratios = new List<double>();
        foreach (Func<(string Line, double Ratio)> compare in Comparisons())
        {
            (string line, double ratio) = compare();
            ratios.Add(ratio);
            yield return line;
        }

        double mean = Math.Exp(ratios.Average(Math.Log));
        yield return string.Create(CultureInfo.InvariantCulture, $"| geometric mean | | | {mean:F2} | |");
    }

    private Func<(string Line, double Ratio)>[] Comparisons() =>
    [
        () => Compare("LeNet-5", new LeNet5(1)),
        () => Compare("MNIST CNN", new MnistCnn(1)),
        () => Compare("DS-CNN", new DsCnn(1)),
        () => Compare("ResNet-8", new ResNet8(1)),
        () => Compare("VGG-like, 64 to 256 channels", new Vgg(1)),
        () => Compare("MobileNetV1 0.25, 96x96", new MobileNet(1)),
        () => Compare("SqueezeNet 1.1, 224x224", new SqueezeNet(1)),
        () => Compare("MobileNetV2, 224x224", new MobileNetV2(1)),
        () => Compare("ResNet-18, 224x224", new ResNet18(1)),
    ];

    private (string Line, double Ratio) Compare<TModel>(string title, TModel model)
        where TModel : ICnnModel<TModel, float>
    {
        var random = new Random(1);
        float[] input = [.. Enumerable.Range(0, Images * TModel.Info.InputLength).Select(_ => random.NextSingle())];
        (float[] output, float[] peerOutput) = (new float[Images * TModel.Info.OutputLength], new float[Images * TModel.Info.OutputLength]);
        var planar = new float[input.Length];
        Layout.NhwcToNchw(input, planar, TModel.Info.Input.Height, TModel.Info.Input.Width, TModel.Info.Input.Channels);
        using Peer peer = Peer.Of(model, planar, peerOutput, Images, Threads);
        model.Threads = Threads;

        void Own() => model.Predict(input, output);
        int ownCalls = Calls(Own), peerCalls = Calls(peer.Run);
        var own = new double[Rounds];
        var other = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            if (Threads > 1)
                Thread.Sleep(UntilIdle);
            own[round] = Time(Own, ownCalls);
            other[round] = Time(peer.Run, peerCalls);
        }

        // What was timed is what was wanted: both computed the same.
        double difference = output.Zip(peerOutput, (mine, theirs) => Math.Abs(mine - theirs)).Max() / peerOutput.Max(Math.Abs);
        double[] ratios = [.. own.Zip(other, (mine, theirs) => theirs / mine).Order()];
        string line = string.Create(CultureInfo.InvariantCulture,
            $"| {title} | {own.Order().ElementAt(Rounds / 2):F1} | {other.Order().ElementAt(Rounds / 2):F1} | {ratios[Rounds / 2]:F2} ({ratios[Rounds / 4]:F2} to {ratios[3 * Rounds / 4]:F2}) | {difference:0.0E0} |");
        return (line, ratios[Rounds / 2]);
    }

    /// <summary>How many calls fill a round, after a warm-up.</summary>
    private static int Calls(Action run)
    {
        var watch = Stopwatch.StartNew();
        int calls = 0;
        for (; watch.Elapsed < TimeSpan.FromSeconds(1); calls++)
            run();
        return Math.Max(1, (int)(calls * Round.TotalSeconds));
    }

    private static double Time(Action run, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
