using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Cnn.Gen.Benchmarks;

/// <summary>Time of one prediction, ours and ONNX Runtime's in turn, each warmed: median of the rounds, and the ratio of each round.</summary>
public static class Inference
{
    private const int Rounds = 41;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(30);

    /// <summary>Measures all models and prints the table.</summary>
    public static void Run()
    {
        Console.WriteLine("| model | Cnn.Gen, us | ONNX Runtime, us | times as fast (median; quartiles) |");
        Console.WriteLine("|---|---|---|---|");
        var ratios = new List<double>
        {
            Compare("LeNet-5", "lenet5", new LeNet5(1)),
            Compare("DS-CNN", "ds_cnn", new DsCnn(1)),
            Compare("ResNet-8", "resnet8", new ResNet8(1)),
            Compare("VGG-like, 16 to 64 channels", "cifar_vgg_small", new VggSmall(1)),
            Compare("MobileNetV1 0.25, 96x96", "mobilenet_v1_0.25_96", new MobileNet(1)),
        };
        double mean = Math.Exp(ratios.Average(Math.Log));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| geometric mean | | | {mean:F2} |"));
    }

    private static double Compare<TModel>(string title, string file, TModel model)
        where TModel : ICnnModel<TModel, float>
    {
        var random = new Random(1);
        float[] input = [.. Enumerable.Range(0, TModel.Info.InputLength).Select(_ => random.NextSingle())];
        var output = new float[TModel.Info.OutputLength];
        using var peer = new Peer(Path.Combine(AppContext.BaseDirectory, "models", file + ".onnx"), input);

        void Own() => model.Predict(input, output);
        int ownCalls = Calls(Own), peerCalls = Calls(peer.Run);
        var own = new double[Rounds];
        var other = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            own[round] = Time(Own, ownCalls);
            other[round] = Time(peer.Run, peerCalls);
        }

        double[] ratios = [.. own.Zip(other, (mine, theirs) => theirs / mine).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {title} | {own.Order().ElementAt(Rounds / 2):F1} | {other.Order().ElementAt(Rounds / 2):F1} | {ratios[Rounds / 2]:F2} ({ratios[Rounds / 4]:F2} to {ratios[3 * Rounds / 4]:F2}) |"));
        GC.KeepAlive(output);
        return ratios[Rounds / 2];
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
