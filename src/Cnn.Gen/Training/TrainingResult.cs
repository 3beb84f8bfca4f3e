namespace Cnn.Gen;

/// <summary>How well a model does on a data set.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Correct">How many labels it has right.</param>
/// <param name="Count">How many labels there are.</param>
public sealed record Evaluation(double Loss, int Correct, int Count)
{
    /// <summary>The part of the labels that it has right, from 0 to 1.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Correct / Count;
}

/// <summary>One epoch of a training run.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The mean loss over its images, each as the model was at its step.</param>
/// <param name="Accuracy">The part of its labels that the model had right at their step, from 0 to 1.</param>
/// <param name="Validation">How the model did on the validation set after the epoch; null without one.</param>
/// <param name="ImagesPerSecond">Images trained each second; validation not counted.</param>
/// <param name="Duration">How long it took; validation counted.</param>
public sealed record EpochResult(
    int Epoch, double Loss, double Accuracy, Evaluation? Validation, double ImagesPerSecond, TimeSpan Duration);

/// <summary>A finished training run.</summary>
/// <param name="Epochs">Its epochs, in order; at least one.</param>
/// <param name="Duration">How long it took.</param>
public sealed record TrainingResult(IReadOnlyList<EpochResult> Epochs, TimeSpan Duration)
{
    /// <summary>The last epoch.</summary>
    public EpochResult Last => Epochs[^1];

    /// <summary>The mean loss of the last epoch.</summary>
    public double Loss => Last.Loss;

    /// <summary>The training accuracy of the last epoch, from 0 to 1.</summary>
    public double Accuracy => Last.Accuracy;

    /// <summary>The validation accuracy after the last epoch, from 0 to 1; null without a validation set.</summary>
    public double? ValidationAccuracy => Last.Validation?.Accuracy;
}
