using System.ComponentModel;
using System.Numerics;

namespace Cnn.Gen.Runtime;

/// <summary>
/// What a generated class delegates to: it owns an instance's memory, checks what users pass, and runs the generated programs. One
/// caller at a time; instances that <see cref="Share"/> parameters run side by side.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class ModelEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ModelProgram<T> _program;
    private readonly ModelInfo _info;
    private readonly PredictJob<T> _predict;
    private AlignedBuffer<T> _scratch;
    private readonly AlignedBuffer<T> _scores;
    private readonly bool _hasStatistics;
    private readonly string _inputShape; // For messages; made beforehand, as an interpolated argument would be made on every call.
    private readonly string _outputShape;
    private int _threads = 1;
    private int _busy;
    private TrainingPass<T>? _ownPass;
    private AlignedBuffer<T>? _ownOutput;

    /// <summary>A new instance with its own parameters, initialised from <paramref name="seed"/>.</summary>
    public ModelEngine(ModelProgram<T> program, int seed)
        : this(program, new ParameterSet<T>(program, seed))
    {
    }

    private ModelEngine(ModelProgram<T> program, ParameterSet<T> parameters)
    {
        UnoptimizedNotice.Check(program.GetType().Assembly);
        _program = program;
        _info = program.Info;
        Parameters = parameters;
        _hasStatistics = _info.Parameters.Any(parameter => !parameter.HasGradient);
        _scratch = new AlignedBuffer<T>(_info.PredictScratch.For(_info.ImagesPerChunk));
        _scores = new AlignedBuffer<T>(_info.OutputLength);
        _predict = new PredictJob<T>(program);
        _inputShape = $"{_info.Input.Height}x{_info.Input.Width}x{_info.Input.Channels}";
        _outputShape = $"{_info.Output.Height}x{_info.Output.Width}x{_info.Output.Channels}";
    }

    /// <summary>The parameters, common to all sharers.</summary>
    public ParameterSet<T> Parameters { get; }

    /// <summary>How many threads a run may use, from 1 to 256. Fewer take part when others keep the pool's threads busy; no bit of a result depends on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than 256.</exception>
    public int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, WorkerPool.MaxTeam);
            if (value > _threads && _info.PredictScratch.PerMember > 0)
                GrowScratch(value);
            _threads = value;
        }
    }

    /// <summary>A new instance with the parameters of a file.</summary>
    public static ModelEngine<T> Load(ModelProgram<T> program, string path, LoadOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(program, stream, options);
    }

    /// <inheritdoc cref="Load(ModelProgram{T}, string, LoadOptions?)"/>
    public static ModelEngine<T> Load(ModelProgram<T> program, Stream stream, LoadOptions? options = null)
    {
        ParameterSet<T> parameters = Uninitialized(program, options);
        parameters.Load(stream, options);
        return new ModelEngine<T>(program, parameters);
    }

    /// <inheritdoc cref="Load(ModelProgram{T}, string, LoadOptions?)"/>
    public static ModelEngine<T> Load(ModelProgram<T> program, ReadOnlySpan<byte> bytes, LoadOptions? options = null)
    {
        ParameterSet<T> parameters = Uninitialized(program, options);
        parameters.Load(bytes, options);
        return new ModelEngine<T>(program, parameters);
    }

    /// <summary>Writes the parameters to a file, see <see cref="ParameterSet{T}.Save(string)"/>.</summary>
    public void Save(string path) => Parameters.Save(path);

    /// <summary>Writes the parameters to a stream, see <see cref="ParameterSet{T}.Save(Stream)"/>.</summary>
    public void Save(Stream stream) => Parameters.Save(stream);

    /// <summary>A new instance with the same parameters and as many threads, and scratch memory of its own.</summary>
    public ModelEngine<T> Share() => new(_program, Parameters) { Threads = Threads };

    /// <summary>Computes the output of any whole number of images.</summary>
    /// <exception cref="ArgumentException">Wrong lengths, or input and output overlap.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside this instance.</exception>
    public void Predict(ReadOnlySpan<T> input, Span<T> output)
    {
        int images = Guard.Images(input.Length, _info.InputLength, nameof(input), _inputShape);
        Guard.Length(output.Length, (long)images * _info.OutputLength, nameof(output), _outputShape);
        if (input.Overlaps(output))
            Guard.ThrowOverlap(nameof(input), nameof(output));
        if (images == 0)
            return;
        Enter();
        try
        {
            Parameters.EnsurePacked(_threads);
            fixed (T* inputPointer = input, outputPointer = output)
            {
                ref KernelPointers<T> memory = ref _predict.Memory;
                memory.Input = inputPointer;
                memory.Output = outputPointer;
                memory.Scratch = _scratch.Pointer;
                memory.Parameters = Parameters.Pointer;
                memory.Packed = Parameters.Packed;
                _predict.Images = images;
                _predict.Run(_threads);
            }
        }
        finally
        {
            Leave(); // It also keeps this instance, and with it the memory behind the pointers, alive until here.
        }
    }

    /// <summary>The index of the largest output for one image; the first of equals.</summary>
    /// <exception cref="ArgumentException">Not exactly one image.</exception>
    public int Classify(ReadOnlySpan<T> image)
    {
        Guard.Length(image.Length, _info.InputLength, nameof(image), _inputShape);
        Span<T> scores = _scores.Span;
        Predict(image, scores);
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }

        return best;
    }

    /// <summary>Memory for training steps; several passes can be under way.</summary>
    public TrainingPass<T> CreatePass() => new(Trainable, Parameters);

    /// <summary>Room for gradients.</summary>
    public GradientSet<T> CreateGradients() => new(Trainable);

    /// <summary>Forward in training mode; <paramref name="pass"/> keeps what <c>Backward</c> needs, a copy of the input included.</summary>
    /// <exception cref="ArgumentException">Wrong lengths, an overlap, or another model's pass.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside this instance.</exception>
    public void Forward(ReadOnlySpan<T> input, Span<T> output, TrainingPass<T> pass)
    {
        int images = Guard.Images(input.Length, _info.InputLength, nameof(input), _inputShape);
        Guard.Length(output.Length, (long)images * _info.OutputLength, nameof(output), _outputShape);
        if (input.Overlaps(output))
            Guard.ThrowOverlap(nameof(input), nameof(output));
        CheckPass(pass);
        fixed (T* outputPointer = output)
            RunForward(input, images, outputPointer, pass);
    }

    /// <summary>
    /// Backward for the batch that <paramref name="pass"/> has seen last: overwrites <paramref name="gradients"/> and, unless it is empty,
    /// <paramref name="inputGradient"/>. No images: nothing happens.
    /// </summary>
    /// <exception cref="ArgumentException">Wrong lengths, an overlap, or another model's pass or gradients.</exception>
    /// <exception cref="InvalidOperationException">The pass has seen no forward, or another thread is inside this instance.</exception>
    public void Backward(ReadOnlySpan<T> outputGradient, GradientSet<T> gradients, Span<T> inputGradient, TrainingPass<T> pass)
    {
        CheckPass(pass);
        if (pass.Images == TrainingPass<T>.NothingSeen)
            throw new InvalidOperationException("The pass has nothing to go back from: call Forward with it first.");
        CheckBackward(pass.Images, outputGradient, gradients, inputGradient);
        RunBackward(outputGradient, gradients, inputGradient, pass);
    }

    /// <summary>Forward and backward in one, without dropout and without moving the running averages.</summary>
    /// <exception cref="ArgumentException">Wrong lengths, an overlap, or another model's gradients.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside this instance.</exception>
    public void Backward(ReadOnlySpan<T> input, ReadOnlySpan<T> outputGradient, GradientSet<T> gradients, Span<T> inputGradient)
    {
        int images = Guard.Images(input.Length, _info.InputLength, nameof(input), _inputShape);
        CheckBackward(images, outputGradient, gradients, inputGradient);
        _ownPass ??= new TrainingPass<T>(Trainable, Parameters) { UpdateStatistics = false };
        long outputLength = (long)images * _info.OutputLength;
        if (_ownOutput is null || _ownOutput.Length < outputLength)
            _ownOutput = new AlignedBuffer<T>(outputLength);
        RunForward(input, images, _ownOutput.Pointer, _ownPass);
        RunBackward(outputGradient, gradients, inputGradient, _ownPass);
    }

    private TrainableProgram<T> Trainable => (TrainableProgram<T>)_program;

    /// <summary>A strict load replaces every value, so there is no need of first ones.</summary>
    private static ParameterSet<T> Uninitialized(ModelProgram<T> program, LoadOptions? options) =>
        new(program, (options ?? LoadOptions.Default).Strict ? null : 0);

    private void RunForward(ReadOnlySpan<T> input, int images, T* output, TrainingPass<T> pass)
    {
        Enter();
        try
        {
            pass.Take(input, images);
            if (images > 0)
            {
                TrainingJob<T> job = pass.Job;
                job.Memory.Output = output;
                job.Backward = false;
                job.UpdateStatistics = pass.UpdateStatistics;
                job.Run(_threads);
                if (pass.UpdateStatistics && _hasStatistics)
                    Parameters.Touch();
            }

            pass.Images = images;
        }
        finally
        {
            Leave();
        }
    }

    private void RunBackward(ReadOnlySpan<T> outputGradient, GradientSet<T> gradients, Span<T> inputGradient, TrainingPass<T> pass)
    {
        if (pass.Images == 0)
            return;
        Enter();
        try
        {
            fixed (T* outputGradientPointer = outputGradient, inputGradientPointer = inputGradient)
            {
                TrainingJob<T> job = pass.Job;
                job.Memory.OutputGradient = outputGradientPointer;
                job.Memory.InputGradient = inputGradientPointer;
                job.Memory.Gradients = gradients.Pointer;
                job.Backward = true;
                job.Run(_threads);
            }
        }
        finally
        {
            Leave();
            GC.KeepAlive(gradients);
            GC.KeepAlive(pass);
        }
    }

    private void CheckBackward(int images, ReadOnlySpan<T> outputGradient, GradientSet<T> gradients, Span<T> inputGradient)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Guard.Length(outputGradient.Length, (long)images * _info.OutputLength, nameof(outputGradient), _outputShape);
        Guard.Gradient(inputGradient.Length, (long)images * _info.InputLength, nameof(inputGradient), _inputShape);
        if (outputGradient.Overlaps(inputGradient))
            Guard.ThrowOverlap(nameof(outputGradient), nameof(inputGradient));
        if (!ReferenceEquals(gradients.Program, _program))
            throw new ArgumentException($"These gradients are of {gradients.Program.Info.Name}, not of {_info.Name}; make some with CreateGradients().", nameof(gradients));
    }

    private void CheckPass(TrainingPass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (!ReferenceEquals(pass.Parameters, Parameters))
        {
            throw new ArgumentException(
                $"This pass belongs to another instance, of {pass.Parameters.Info.Name}; make one with CreatePass() of this {_info.Name} or of one that shares its parameters.",
                nameof(pass));
        }
    }

    /// <summary>Makes room for what each of more threads needs for itself.</summary>
    private void GrowScratch(int threads)
    {
        Enter();
        try
        {
            long elements = _info.PredictScratch.For(_info.ImagesPerChunk, threads);
            if (_scratch.Length < elements)
                _scratch = new AlignedBuffer<T>(elements);
        }
        finally
        {
            Leave();
        }
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException($"This instance of {_info.Name} is in use by another thread; give each thread its own by Share().");
    }

    private void Leave() => Volatile.Write(ref _busy, 0);
}
