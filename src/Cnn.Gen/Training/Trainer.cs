using System.Numerics;
using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>
/// Trains a model: gradients of a <see cref="Loss"/> by backpropagation, steps by an <see cref="Optimizer"/> at the pace of
/// a <see cref="Schedule"/>. The same seed, data and thread count give the same weights to the bit. What the optimiser
/// remembers belongs to the trainer and is kept from one <see cref="Fit"/> or step to the next. For one caller at a time.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
/// <typeparam name="T">Its element type: <see cref="float"/> or <see cref="double"/>.</typeparam>
public partial class Trainer<TModel, T>
    where TModel : class, ITrainableModel<TModel, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Images that <see cref="Evaluate"/> predicts at once.</summary>
    private const int EvaluationBatch = 256;

    private readonly TrainingPass<T> _pass;
    private readonly GradientSet<T> _gradients;
    private readonly OptimizerState<T> _state;
    private T[] _outputs = [], _outputGradient = [], _targets = [];
    private long _updates, _handMade;

    /// <summary>A trainer of <paramref name="model"/>, whose parameters it will change; it works on <c>model.Threads</c> threads.</summary>
    /// <exception cref="ArgumentException">The loss cannot judge this model's output.</exception>
    public Trainer(TModel model, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, Options) = (model, options ?? new TrainerOptions());
        if (RowLength < Options.Loss.LeastOutputs)
            throw new ArgumentException($"{Options.Loss.GetType().Name} needs at least {Options.Loss.LeastOutputs} output channels; {TModel.Info.Name} has {RowLength}. {nameof(BinaryCrossEntropy)} fits.", nameof(options));

        _pass = model.CreatePass();
        _pass.UpdateStatistics = true;
        _pass.AtLogits = Options.Loss.AtLogits && TModel.Info.EndsInSoftmax;
        _gradients = model.CreateGradients();
        _state = Options.Optimizer.Start<T>(_gradients.Values.Length);
    }

    /// <summary>The model that is trained.</summary>
    public TModel Model { get; }

    /// <summary>How it is trained.</summary>
    public TrainerOptions Options { get; }

    private static int RowLength => TModel.Info.Output.Channels;

    private static int RowsPerImage => TModel.Info.OutputLength / RowLength;

    /// <summary>
    /// One step by hand: forward, backward, one update. The step is as large as the batch given. Allocates nothing once a batch as large has been seen.
    /// The schedule runs over <see cref="TrainerOptions.Steps"/> such steps.
    /// </summary>
    /// <param name="images">A whole number of images, at least one, (n, h, w, c).</param>
    /// <param name="labels">The class of each (of each output position, where the output has a height and width), from 0; a model with one output channel takes 0 and 1.</param>
    /// <returns>The mean loss over the batch, before the update.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or a label is no class.</exception>
    /// <exception cref="NotFiniteNumberException">The loss is not a finite number; parameters are as before the step.</exception>
    public T Step(ReadOnlySpan<T> images, ReadOnlySpan<int> labels)
    {
        int count = CountImages(images.Length, labels.Length, RowsPerImage, nameof(labels));
        Targets.Check(labels, RowLength, nameof(labels));
        return T.CreateTruncating(Advance(images, labels, count, _handMade++, Options.Steps));
    }

    /// <summary>One step by hand towards outputs of any kind: distributions over the classes, or values; otherwise as <see cref="Step(ReadOnlySpan{T}, ReadOnlySpan{int})"/>.</summary>
    /// <param name="images">A whole number of images, at least one, (n, h, w, c).</param>
    /// <param name="targets">What the model's output should be for each, (n, h, w, c) of the output.</param>
    /// <returns>The mean loss over the batch, before the update.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="NotFiniteNumberException">The loss is not a finite number; parameters are as before the step.</exception>
    public T Step(ReadOnlySpan<T> images, ReadOnlySpan<T> targets)
    {
        int count = CountImages(images.Length, targets.Length, TModel.Info.OutputLength, nameof(targets));
        Reserve(count);
        return T.CreateTruncating(Advance(images, targets, count, _handMade++, Options.Steps));
    }

    /// <summary>How the model does on a data set: as <c>Predict</c> sees it, without dropout, with running statistics. Changes nothing.</summary>
    /// <exception cref="ArgumentException">The images or labels do not fit the model.</exception>
    public Evaluation Evaluate(LabeledImages<T> data)
    {
        Check(data, nameof(data));
        double loss = 0;
        int correct = 0;
        for (int start = 0; start < data.Count; start += EvaluationBatch)
        {
            LabeledImages<T> part = data.Skip(start).Take(Math.Min(EvaluationBatch, data.Count - start));
            Reserve(part.Count);
            Span<T> outputs = _outputs.AsSpan(0, part.Count * TModel.Info.OutputLength), targets = _targets.AsSpan(0, outputs.Length);
            Model.Predict(part.Images, outputs);
            correct += Targets.CountCorrect<T>(outputs, part.Labels, RowLength, Options.Loss.Threshold);
            Targets.Encode(part.Labels, RowLength, targets);
            if (_pass.AtLogits)
                ToLogits(outputs);
            loss += Options.Loss.Compute<T>(outputs, targets, [], RowLength) * part.Count;
        }

        return new Evaluation(loss / Math.Max(1, data.Count), correct, data.Labels.Length);
    }

    /// <summary>Logarithms of probabilities: logits whose softmax gives those probabilities back.</summary>
    private static void ToLogits(Span<T> probabilities)
    {
        foreach (ref T value in probabilities)
            value = T.Log(T.Max(value, T.CreateTruncating(1e-37)));
    }

    private static int CountImages(int elements, int labels, int labelsPerImage, string argument)
    {
        int length = TModel.Info.InputLength;
        if (elements == 0 || elements % length != 0)
            throw new ArgumentException($"{elements} elements are not one or more images of {TModel.Info.Name}; each has {length}.", "images");
        int count = elements / length;
        if (labels != (long)count * labelsPerImage)
            throw new ArgumentException($"{labels} {argument} for {count} images; expected {(long)count * labelsPerImage}, {labelsPerImage} for each.", argument);
        return count;
    }

    private static void Check(LabeledImages<T> data, string argument)
    {
        ArgumentNullException.ThrowIfNull(data, argument);
        ModelInfo info = TModel.Info;
        if ((data.Height, data.Width, data.Channels) != info.Input)
            throw new ArgumentException($"The images are {data.Height}x{data.Width}x{data.Channels}; {info.Name} takes {info.Input.Height}x{info.Input.Width}x{info.Input.Channels}.", argument);
        if (data.LabelsPerImage != RowsPerImage)
            throw new ArgumentException($"The data has {data.LabelsPerImage} labels for each image; {info.Name} needs {RowsPerImage}.", argument);
        Targets.Check(data.Labels, RowLength, argument);
    }

    /// <summary>A step on labels that have been checked.</summary>
    private double Advance(ReadOnlySpan<T> images, ReadOnlySpan<int> labels, int count, long step, long steps)
    {
        Reserve(count);
        Span<T> targets = _targets.AsSpan(0, count * TModel.Info.OutputLength);
        Targets.Encode(labels, RowLength, targets);
        return Advance(images, targets, count, step, steps);
    }

    /// <summary>The step itself; leaves the batch's outputs in <see cref="_outputs"/>.</summary>
    private double Advance(ReadOnlySpan<T> images, ReadOnlySpan<T> targets, int count, long step, long steps)
    {
        Span<T> outputs = _outputs.AsSpan(0, targets.Length), outputGradient = _outputGradient.AsSpan(0, targets.Length);
        _pass.Seed = ((long)Options.Seed << 32) + _updates;
        Model.Forward(images, outputs, _pass);
        double loss = Options.Loss.Compute(outputs, targets, outputGradient, RowLength);
        double rate = Rate(step, steps);
        if (!double.IsFinite(loss))
            throw Diverged(loss, rate);

        Model.Backward(outputGradient, _gradients, [], _pass);
        if (Options.MaxGradientNorm is { } most)
            GradientNorm.Clip(_gradients.Values, most);
        using ParameterEdit<T> edit = Model.Parameters.Edit();
        _state.Update(edit.Values, _gradients.Values, rate, ++_updates);
        return loss;
    }

    private double Rate(long step, long steps) => Options.Optimizer.LearningRate * Options.Schedule.Factor(step, steps);

    private NotFiniteNumberException Diverged(double loss, double rate) => new(
        FormattableString.Invariant($"The loss of step {_updates + 1} is {loss}, at learning rate {rate}; expected a finite number. Check that the images, targets and parameters are finite; if they are, a lower learning rate, a warm-up, or {nameof(TrainerOptions.MaxGradientNorm)} may keep training from diverging."),
        loss);

    /// <summary>Buffers for <paramref name="count"/> images; they only ever grow.</summary>
    private void Reserve(int count)
    {
        int length = checked(count * TModel.Info.OutputLength);
        if (_outputs.Length < length)
            (_outputs, _outputGradient, _targets) = (new T[length], new T[length], new T[length]);
    }
}

/// <summary>Trains a single-precision model; see <see cref="Trainer{TModel, T}"/>.</summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class Trainer<TModel> : Trainer<TModel, float>
    where TModel : class, ITrainableModel<TModel, float>
{
    /// <inheritdoc/>
    public Trainer(TModel model, TrainerOptions? options = null)
        : base(model, options)
    {
    }
}
