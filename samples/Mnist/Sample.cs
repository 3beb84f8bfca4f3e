using System.Globalization;
using Cnn.Gen;
using Spectre.Console;

namespace Mnist;

/// <summary>The sample from end to end: read, train, report, save, load, measure.</summary>
internal static class Sample
{
    private const string Saved = "digits.safetensors";

    /// <summary>The mean and deviation of MNIST's training pixels (as parts of 255): images centred and scaled by them train faster.</summary>
    private const double Mean = 0.1307, Deviation = 0.3081;

    /// <summary>Runs the sample.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public static void Run(Settings settings, IAnsiConsole console, CancellationToken cancellation)
    {
        LabeledImages<float> train = Read(settings.Data, "train"), test = Read(settings.Data, "t10k");
        console.Profile.Out.Writer.WriteLine(DigitNet.Summary); // a table of its own; the console would break its lines
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{train.Count:#,0} images to train on, {test.Count:#,0} to test with; threads: {settings.Threads}\n");

        var net = new DigitNet(settings.Seed) { Threads = settings.Threads };
        var trainer = new Trainer<DigitNet>(net, new TrainerOptions
        {
            BatchSize = 64,
            Optimizer = new Adam(0.002),
            Schedule = new OneCycle(),
            Loss = new SoftmaxCrossEntropy(smoothing: 0.05),
            Seed = settings.Seed,
        });
        TrainingResult result = trainer.Fit(train, settings.Epochs, test, new ConsoleProgress(), cancellation);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Trained in {result.Duration.TotalSeconds:0.0} s: [bold green]{result.ValidationAccuracy:0.00%}[/] of the test images right.\n");

        Answers answers = Answers.Of(net, test);
        Report.Confusion(console, answers);
        Report.Examples(console, answers, test);

        net.Save(Saved);
        DigitNet loaded = DigitNet.Load(Saved);
        int correct = Answers.Of(loaded, test).Correct;
        if (correct != answers.Correct)
            throw new InvalidDataException($"'{Saved}' has {correct} test images right after loading, {answers.Correct} before saving.");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Saved to {Saved} and loaded again: the same {answers.Correct:#,0} of {test.Count:#,0} right.");
        Report.Latency(console, Latency.Measure(loaded, test));
    }

    private static LabeledImages<float> Read(string directory, string part) => LabeledImages<float>.ReadIdx(
        Path.Combine(directory, $"{part}-images-idx3-ubyte.gz"), Path.Combine(directory, $"{part}-labels-idx1-ubyte.gz"), Mean, Deviation);
}
