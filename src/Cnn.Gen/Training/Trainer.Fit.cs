using System.Diagnostics;

namespace Cnn.Gen;

/// <content>Whole runs over a data set.</content>
public partial class Trainer<TModel, T>
{
    /// <summary>
    /// Trains for a number of epochs. Each epoch sees every image once, in an order drawn from the seed and the epoch's
    /// number; its last step takes the images that are left. The schedule runs over all steps of this call.
    /// </summary>
    /// <param name="train">The data set; at least one image.</param>
    /// <param name="epochs">How often to go through it; at least once.</param>
    /// <param name="validation">What to evaluate the model on after each epoch; null for nothing.</param>
    /// <param name="progress">Who is told after each step and each epoch, such as a <see cref="ConsoleProgress"/>.</param>
    /// <param name="cancellationToken">Ends the run after the step that is being made; parameters are then those after that step.</param>
    /// <returns>What happened in each epoch.</returns>
    /// <exception cref="ArgumentException">A data set does not fit the model.</exception>
    /// <exception cref="NotFiniteNumberException">The loss is not a finite number; parameters are as before that step.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public TrainingResult Fit(
        LabeledImages<T> train,
        int epochs,
        LabeledImages<T>? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epochs);
        Check(train, nameof(train));
        if (train.Count == 0)
            throw new ArgumentException("There is no image to train on; expected at least one.", nameof(train));
        if (validation is not null)
            Check(validation, nameof(validation));

        long start = Stopwatch.GetTimestamp();
        var batches = new ShuffledBatches<T>(train, Options.BatchSize, Options.Seed);
        var results = new EpochResult[epochs];
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            var meter = new EpochMeter(epoch, epochs, train.Count, start, progress);
            TrainEpoch(batches, meter, cancellationToken);
            meter.Stop();
            results[epoch - 1] = meter.Finish(validation is null ? null : Evaluate(validation));
        }

        return new TrainingResult(results, Stopwatch.GetElapsedTime(start));
    }

    private void TrainEpoch(ShuffledBatches<T> batches, EpochMeter meter, CancellationToken cancellationToken)
    {
        long steps = (long)meter.Epochs * batches.PerEpoch;
        long step = (meter.Epoch - 1L) * batches.PerEpoch;
        batches.Shuffle(meter.Epoch);
        for (; batches.Next(); step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double loss = Advance(batches.Images, batches.Labels, batches.Count, step, steps);
            int correct = Targets.CountCorrect<T>(_outputs, batches.Labels, RowLength, Options.Loss.Threshold);
            meter.Add(batches.Count, loss, correct, batches.Labels.Length, Rate(step, steps));
        }
    }
}
