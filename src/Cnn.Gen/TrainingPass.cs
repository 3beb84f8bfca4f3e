using System.Numerics;
using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>
/// The memory of a training step, made by <c>CreatePass()</c>: what <c>Forward</c> keeps for <c>Backward</c>. It grows to the largest batch
/// seen and then allocates nothing. It belongs to the instance that made it and to those that share its parameters.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class TrainingPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>No <c>Forward</c> yet.</summary>
    internal const int NothingSeen = -1;

    private AlignedBuffer<T>? _scratch;
    private AlignedBuffer<T>? _input;

    internal TrainingPass(TrainableProgram<T> program, ParameterSet<T> parameters)
    {
        Parameters = parameters;
        Job = new TrainingJob<T>(program);
    }

    /// <summary>What dropout's choice is drawn from: the same seed, the same choice. Null: no dropout. Set a new one for each step.</summary>
    public long? Seed { get; set; }

    /// <summary>Whether <c>Forward</c> moves the running averages of batch normalisation.</summary>
    public bool UpdateStatistics { get; set; } = true;

    /// <summary>Leave out a final softmax, both ways, so that output and its gradient are logits.</summary>
    internal bool AtLogits { get; set; }

    /// <summary>Whose pass it is.</summary>
    internal ParameterSet<T> Parameters { get; }

    /// <summary>What runs the programs.</summary>
    internal TrainingJob<T> Job { get; }

    /// <summary>Images of the last <c>Forward</c>, or <see cref="NothingSeen"/>.</summary>
    internal int Images { get; set; } = NothingSeen;

    /// <summary>Keeps a copy of the batch, and has scratch for it. A batch larger than all before makes the memory anew.</summary>
    internal void Take(ReadOnlySpan<T> input, int images)
    {
        Images = NothingSeen;
        long scratch = Parameters.Info.PassScratch.For(images);
        if (_scratch is null || _scratch.Length < scratch)
        {
            _scratch = null; // The old memory may go before the new one comes.
            _scratch = new AlignedBuffer<T>(scratch);
        }

        if (_input is null || _input.Length < input.Length)
        {
            _input = null;
            _input = new AlignedBuffer<T>(input.Length);
        }

        input.CopyTo(_input.Slice(input.Length));
        Job.Memory = new KernelPointers<T> { Input = _input.Pointer, Scratch = _scratch.Pointer, Parameters = Parameters.Pointer };
        Job.Images = images;
        Job.AtLogits = AtLogits;
        Job.Seed = Seed;
    }
}
