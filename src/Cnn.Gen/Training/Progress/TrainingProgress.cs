namespace Cnn.Gen;

/// <summary>How far a training run has come; reported after each step, and once more when an epoch is done and validated.</summary>
public readonly record struct TrainingProgress
{
    /// <summary>The epoch that is running, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many epochs the run has.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images seen in this epoch.</summary>
    public required int Images { get; init; }

    /// <summary>Images of an epoch.</summary>
    public required int ImagesPerEpoch { get; init; }

    /// <summary>The mean loss over the images seen in this epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>The part of the labels seen in this epoch that the model had right, from 0 to 1, as it was at their step.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Images trained each second, in this epoch.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Time since the run began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time that the images still to be trained will take at this speed; validation not counted.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>The finished epoch, in the epoch's last report; otherwise null.</summary>
    public EpochResult? Finished { get; init; }
}
