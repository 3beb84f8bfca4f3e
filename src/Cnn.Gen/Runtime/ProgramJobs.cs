namespace Cnn.Gen.Runtime;

/// <summary>Runs <see cref="ModelProgram{T}.Pack"/>.</summary>
internal sealed class PackJob<T>(ModelProgram<T> program) : TeamJob
    where T : unmanaged
{
    public KernelPointers<T> Memory;

    protected override void Execute(Team team) => program.Pack(Memory.ToMemory(), team);
}

/// <summary>Runs <see cref="ModelProgram{T}.Predict"/> over any number of images, chunk by chunk.</summary>
internal sealed unsafe class PredictJob<T>(ModelProgram<T> program) : TeamJob
    where T : unmanaged
{
    public KernelPointers<T> Memory;
    public int Images;

    protected override void Execute(Team team)
    {
        ModelInfo info = program.Info;
        int inputLength = info.InputLength, outputLength = info.OutputLength, chunk = info.ImagesPerChunk;
        KernelPointers<T> memory = Memory;
        for (int left = Images; left > 0; left -= chunk)
        {
            program.Predict(memory.ToMemory(), Math.Min(left, chunk), team);
            memory.Input += (long)chunk * inputLength;
            memory.Output += (long)chunk * outputLength;
            if (left > chunk)
                team.Sync(); // The next chunk writes the scratch that others may still read.
        }
    }
}

/// <summary>Runs <see cref="TrainableProgram{T}.Forward"/> or <see cref="TrainableProgram{T}.Backward"/>.</summary>
internal sealed class TrainingJob<T>(TrainableProgram<T> program) : TeamJob
    where T : unmanaged
{
    public KernelPointers<T> Memory;
    public int Images;
    public bool Backward;
    public bool AtLogits;
    public bool UpdateStatistics;
    public long? Seed;

    protected override void Execute(Team team)
    {
        KernelMemory<T> memory = Memory.ToMemory();
        memory.AtLogits = AtLogits;
        memory.UpdateStatistics = UpdateStatistics;
        memory.HasSeed = Seed.HasValue;
        memory.Seed = (ulong)Seed.GetValueOrDefault();
        if (Backward)
            program.Backward(memory, Images, team);
        else
            program.Forward(memory, Images, team);
    }
}
