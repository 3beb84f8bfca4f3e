using Mnist;

namespace Cnn.Gen.Benchmarks;

/// <summary>
/// What weights as bfloat16 cost the digits sample in accuracy: its network, trained as the sample trains it, then the same parameters in classes
/// whose predictions round them.
/// </summary>
/// <param name="Rounds">How it is timed.</param>
/// <param name="Seeds">How often the network is trained.</param>
/// <param name="Epochs">How often each training goes over the images.</param>
public sealed record RoundedDigits(Rounds Rounds, int Seeds, int Epochs)
{
    /// <summary>The sample's.</summary>
    private const double Mean = 0.1307, Deviation = 0.3081;

    /// <summary>Trains and measures; the lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        LabeledImages<float> train = Read("train"), test = Read("t10k");
        DigitNet[] nets = [.. Enumerable.Range(1, Seeds).Select(seed => Train(seed, train))];
        float[][] outputs = [.. nets.Select(net => Outputs(net, test))];
        return
        [
            .. Markdown.Head(
                "weights as bfloat16", $"right, of {Seeds} x {test.Count:#,0}", "other answers than float's", "largest difference of an output", "us an image"),
            Markdown.Row("none", Right(outputs, test), "", "", $"{Rounds.Measure(One(nets[0], test))[0].Median:F1}"),
            Row<DigitNetRoundedDense>("dense layers", nets, outputs, test),
            Row<DigitNetRounded>("dense layers and convolutions", nets, outputs, test),
        ];
    }

    private string Row<TRounded>(string title, DigitNet[] nets, float[][] outputs, LabeledImages<float> test)
        where TRounded : ICnnModel<TRounded, float>
    {
        TRounded[] rounded = [.. nets.Select(Rounded<TRounded>)];
        float[][] roundedOutputs = [.. rounded.Select(net => Outputs(net, test))];
        int changed = outputs.Zip(roundedOutputs, (plain, other) => Answers(plain).Zip(Answers(other)).Count(pair => pair.First != pair.Second)).Sum();
        double largest = outputs.Zip(roundedOutputs, (plain, other) => Prediction.Difference(other, plain)).Max();
        return Markdown.Row(
            title, Right(roundedOutputs, test), $"{changed}", $"{100 * largest:F2}% of their scale", $"{Rounds.Measure(One(rounded[0], test))[0].Median:F1}");
    }

    /// <summary>How many answers of all networks are right.</summary>
    private static string Right(float[][] outputs, LabeledImages<float> test)
    {
        int right = outputs.Sum(output => Answers(output).Zip(test.Labels.ToArray()).Count(pair => pair.First == pair.Second));
        return $"{right:#,0} ({100.0 * right / (outputs.Length * test.Count):F2}%)";
    }

    /// <summary>The sample's training.</summary>
    private DigitNet Train(int seed, LabeledImages<float> train)
    {
        var net = new DigitNet(seed) { Threads = Environment.ProcessorCount };
        var trainer = new Trainer<DigitNet>(net, new TrainerOptions
        {
            BatchSize = 64,
            Optimizer = new Adam(0.002),
            Schedule = new OneCycle(),
            Loss = new SoftmaxCrossEntropy(smoothing: 0.05),
            Seed = seed,
        });
        trainer.Fit(train, Epochs);
        net.Threads = 1;
        return net;
    }

    /// <summary>A network with the same parameters, by way of a file.</summary>
    private static TRounded Rounded<TRounded>(DigitNet net)
        where TRounded : ICnnModel<TRounded, float>
    {
        using var file = new MemoryStream();
        net.Save(file);
        file.Position = 0;
        return TRounded.Load(file);
    }

    private static float[] Outputs<TModel>(TModel net, LabeledImages<float> images)
        where TModel : ICnnModel<TModel, float>
    {
        var output = new float[images.Count * DigitNet.OutputLength];
        for (int i = 0; i < images.Count; i++)
            net.Predict(images.Image(i), output.AsSpan(i * DigitNet.OutputLength, DigitNet.OutputLength));
        return output;
    }

    private static IEnumerable<int> Answers(float[] outputs) => outputs.Chunk(DigitNet.OutputLength).Select(output => Array.IndexOf(output, output.Max()));

    private static Action One<TModel>(TModel net, LabeledImages<float> images)
        where TModel : ICnnModel<TModel, float>
    {
        float[] image = images.Image(0).ToArray(), output = new float[DigitNet.OutputLength];
        return () => net.Predict(image, output);
    }

    private static LabeledImages<float> Read(string part)
    {
        string data = Path.Combine(Document.Root, "samples", "Mnist", "data");
        return LabeledImages<float>.ReadIdx(Path.Combine(data, $"{part}-images-idx3-ubyte.gz"), Path.Combine(data, $"{part}-labels-idx1-ubyte.gz"), Mean, Deviation);
    }
}
