namespace Cnn.Gen.Training.Tests;

/// <summary>Whole runs: that they learn, that they repeat, what they report and refuse.</summary>
public sealed class FitTests
{
    public static TheoryData<Optimizer> Optimizers => [new Sgd(0.1), new Sgd(0.05, 0.9, true), new Adam(0.01), new AdamW(0.01), new RmsProp(0.003)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void LearnsToTellBarsApart(Optimizer optimizer)
    {
        LabeledImages<float> train = Bars.Draw(300, 1), test = Bars.Draw(150, 2);
        var trainer = new Trainer<BarNet>(new BarNet(1), new TrainerOptions { BatchSize = 16, Optimizer = optimizer, Schedule = new Cosine(), Seed = 1 });
        Evaluation before = trainer.Evaluate(test);
        TrainingResult result = trainer.Fit(train, 15, test);

        Assert.True(before.Accuracy < 0.8, $"{before.Accuracy} untrained");
        Assert.Equal(1, result.ValidationAccuracy);
        Assert.Equal(15, result.Epochs.Count);
        Assert.True(result.Loss < 0.05 && result.Loss < result.Epochs[0].Loss / 4, $"loss {result.Epochs[0].Loss}, then {result.Loss}");
        Assert.Equal(result.Last.Validation, trainer.Evaluate(test));
    }

    [Fact]
    public void ASingleOutputAnswersYesOrNo()
    {
        float[] images = new float[200];
        int[] labels = new int[100];
        var random = new Random(4);
        for (int i = 0; i < labels.Length; i++)
        {
            (images[2 * i], images[(2 * i) + 1]) = (random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
            labels[i] = images[2 * i] > images[(2 * i) + 1] ? 1 : 0;
        }

        var options = new TrainerOptions { BatchSize = 10, Optimizer = new Adam(0.1), Loss = new BinaryCrossEntropy() };
        TrainingResult result = new Trainer<YesNoNet>(new YesNoNet(1), options).Fit(new LabeledImages<float>(1, 1, 2, images, labels), 50);
        Assert.True(result.Accuracy > 0.97, $"accuracy {result.Accuracy}");
    }

    [Fact]
    public void EveryPixelMayHaveAClass()
    {
        // The class of a pixel: whether it is brighter than half.
        var random = new Random(5);
        float[] images = [.. Enumerable.Range(0, 16 * 64).Select(_ => random.NextSingle())];
        int[] labels = Array.ConvertAll(images, static pixel => pixel > 0.5f ? 1 : 0);
        var data = new LabeledImages<float>(4, 4, 1, images, labels);
        var trainer = new Trainer<PixelNet>(new PixelNet(1), new TrainerOptions { BatchSize = 8, Optimizer = new Adam(0.03) });
        TrainingResult result = trainer.Fit(data, 30, data);
        Assert.Equal(16 * 64, result.Last.Validation!.Count);
        Assert.True(result.ValidationAccuracy > 0.95, $"accuracy {result.ValidationAccuracy}");
    }

    [Fact]
    public void TheSameSeedGivesTheSameBits()
    {
        float[] first = Weights(seed: 1, threads: 1);
        Assert.Equal(first, Weights(seed: 1, threads: 1));
        Assert.Equal(first, Weights(seed: 1, threads: 2));
        Assert.NotEqual(first, Weights(seed: 2, threads: 1));

        static float[] Weights(int seed, int threads)
        {
            var net = new BarNet(7) { Threads = threads };
            new Trainer<BarNet>(net, new TrainerOptions { BatchSize = 8, Seed = seed, MaxGradientNorm = 0.5 }).Fit(Bars.Draw(50, 1), 3);
            return net.Parameters.Values.ToArray();
        }
    }

    [Fact]
    public void ReportsEveryStepAndTheSmallerLastBatch()
    {
        var reports = new Recorder();
        LabeledImages<float> data = Bars.Draw(10, 1);
        var options = new TrainerOptions { BatchSize = 4, Optimizer = new Adam(0.5), Schedule = new Cosine() };
        TrainingResult result = new Trainer<BarNet>(new BarNet(1), options).Fit(data, 2, data.Take(3), reports);

        Assert.Equal([(1, 4), (1, 8), (1, 10), (1, 10), (2, 4), (2, 8), (2, 10), (2, 10)], reports.All.Select(static r => (r.Epoch, r.Images)));
        Assert.Equal([3, 7], Enumerable.Range(0, 8).Where(i => reports.All[i].Finished is not null));
        Assert.Same(result.Epochs[1], reports.All[7].Finished);
        Assert.Equal(3, result.Last.Validation!.Count);
        Assert.Equal(0.5, reports.All[0].LearningRate);
        Assert.Equal(0, reports.All[7].LearningRate, 1e-15);
        Assert.All(reports.All, static r =>
        {
            Assert.Equal((2, 10), (r.Epochs, r.ImagesPerEpoch));
            Assert.InRange(r.Accuracy, 0, 1);
            Assert.True(r.ImagesPerSecond > 0 && r.Remaining >= TimeSpan.Zero);
        });
        Assert.Equal(TimeSpan.Zero, reports.All[7].Remaining);
        Assert.All(result.Epochs, epoch => Assert.True(epoch.Duration <= result.Duration));
    }

    /// <summary>With a rate of 0 nothing moves, so an epoch's loss and accuracy are those of the whole set, whatever its batches.</summary>
    [Fact]
    public void AnEpochsFiguresAreMeansOverItsImages()
    {
        LabeledImages<float> data = Bars.Draw(10, 1);
        var trainer = new Trainer<BarNet>(new BarNet(1), new TrainerOptions { BatchSize = 4, Optimizer = new Sgd(0) });
        Evaluation expected = trainer.Evaluate(data);
        TrainingResult result = trainer.Fit(data, 1);
        Assert.Equal(expected.Loss, result.Loss, 1e-6);
        Assert.Equal(expected.Accuracy, result.Accuracy);
        Assert.Null(result.ValidationAccuracy);
    }

    [Fact]
    public void StepsOfARunAllocateNothing()
    {
        var recorder = new AllocationRecorder();
        new Trainer<BarNet>(new BarNet(1), new TrainerOptions { BatchSize = 8 }).Fit(Bars.Draw(300, 1), 1, progress: recorder);
        Assert.Equal(39, recorder.Reports);
        Assert.Equal(0, recorder.Bytes);
    }

    [Fact]
    public void StopsAfterTheStepInWhichItIsCancelled()
    {
        using var source = new CancellationTokenSource();
        var reports = new Recorder { After = (3, source.Cancel) };
        var trainer = new Trainer<BarNet>(new BarNet(1), new TrainerOptions { BatchSize = 4 });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Bars.Draw(100, 1), 5, progress: reports, cancellationToken: source.Token));
        Assert.Equal(3, reports.All.Count);
    }

    [Fact]
    public void DataThatDoesNotFitIsRefused()
    {
        var trainer = new Trainer<BarNet>(new BarNet());
        LabeledImages<float> good = Bars.Draw(6, 1);
        AssertRefused("train", "The images are 2x3x1; BarNet takes 6x6x1.", () => trainer.Fit(new LabeledImages<float>(2, 3, 1, new float[6], new int[1]), 1));
        AssertRefused("train", "Label 0 is 3; the model's output tells 3 classes apart, 0 to 2.", () => trainer.Fit(new LabeledImages<float>(6, 6, 1, new float[36], new[] { 3 }), 1));
        AssertRefused("train", "The data has 2 labels for each image; BarNet needs 1.", () => trainer.Fit(new LabeledImages<float>(6, 6, 1, new float[36], new int[2]), 1));
        AssertRefused("train", "There is no image to train on", () => trainer.Fit(good.Take(0), 1));
        AssertRefused("validation", "The images are 1x36x1", () => trainer.Fit(good, 1, new LabeledImages<float>(1, 36, 1, new float[36], new int[1])));
        AssertRefused("data", "The images are 1x36x1", () => trainer.Evaluate(new LabeledImages<float>(1, 36, 1, new float[36], new int[1])));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(good, 0));
        Assert.Throws<ArgumentNullException>(() => trainer.Fit(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new TrainerOptions { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new TrainerOptions { MaxGradientNorm = 0 });

        static void AssertRefused(string argument, string message, Action run)
        {
            var refused = Assert.Throws<ArgumentException>(run);
            Assert.Equal(argument, refused.ParamName);
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NoImagesEvaluateToNothing() =>
        Assert.Equal(new Evaluation(0, 0, 0), new Trainer<BarNet>(new BarNet()).Evaluate(Bars.Draw(3, 1).Take(0)));

    private sealed class Recorder : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public (int Reports, Action Act) After { get; init; } = (-1, static () => { });

        public void Report(TrainingProgress value)
        {
            All.Add(value);
            if (All.Count == After.Reports)
                After.Act();
        }
    }

    private sealed class AllocationRecorder : IProgress<TrainingProgress>
    {
        private long _last;

        public int Reports { get; private set; }

        public long Bytes { get; private set; }

        public void Report(TrainingProgress value)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (++Reports > 1 && value.Finished is null)
                Bytes += now - _last;
            _last = now;
        }
    }
}
