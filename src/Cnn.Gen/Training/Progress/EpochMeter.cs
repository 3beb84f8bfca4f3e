using System.Diagnostics;

namespace Cnn.Gen;

/// <summary>Adds up one epoch of a run and tells a listener.</summary>
/// <param name="epoch">The epoch, from 1.</param>
/// <param name="epochs">How many the run has.</param>
/// <param name="imagesPerEpoch">Images of an epoch.</param>
/// <param name="runStart">The time stamp of the run's beginning.</param>
/// <param name="progress">Who is told; null for no one.</param>
internal sealed class EpochMeter(int epoch, int epochs, int imagesPerEpoch, long runStart, IProgress<TrainingProgress>? progress)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _training;
    private int _images;
    private long _labels, _correct;
    private double _loss, _learningRate;

    /// <summary>The epoch, from 1.</summary>
    public int Epoch => epoch;

    /// <summary>How many epochs the run has.</summary>
    public int Epochs => epochs;

    /// <summary>Counts one step and reports it. Allocates nothing.</summary>
    public void Add(int images, double loss, int correct, int labels, double learningRate)
    {
        _images += images;
        _loss += loss * images;
        _correct += correct;
        _labels += labels;
        _learningRate = learningRate;
        if (progress is null)
            return;

        _training = Stopwatch.GetElapsedTime(_start);
        progress.Report(Snapshot(null));
    }

    /// <summary>Ends the time that counts as training: what follows is validation.</summary>
    public void Stop() => _training = Stopwatch.GetElapsedTime(_start);

    /// <summary>The epoch's result, reported as well.</summary>
    public EpochResult Finish(Evaluation? validation)
    {
        var result = new EpochResult(epoch, MeanLoss, Accuracy, validation, ImagesPerSecond, Stopwatch.GetElapsedTime(_start));
        progress?.Report(Snapshot(result));
        return result;
    }

    private double MeanLoss => _loss / _images;

    private double Accuracy => (double)_correct / _labels;

    private double ImagesPerSecond => _images / Math.Max(_training.TotalSeconds, 1e-9);

    private TrainingProgress Snapshot(EpochResult? finished)
    {
        double left = (double)imagesPerEpoch * (epochs - epoch + 1) - _images;
        return new TrainingProgress
        {
            Epoch = epoch,
            Epochs = epochs,
            Images = _images,
            ImagesPerEpoch = imagesPerEpoch,
            Loss = MeanLoss,
            Accuracy = Accuracy,
            LearningRate = _learningRate,
            ImagesPerSecond = ImagesPerSecond,
            Elapsed = Stopwatch.GetElapsedTime(runStart),
            Remaining = TimeSpan.FromSeconds(Math.Min(left / ImagesPerSecond, TimeSpan.FromDays(9999).TotalSeconds)),
            Finished = finished,
        };
    }
}
