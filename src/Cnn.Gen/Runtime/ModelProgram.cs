using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>
/// A model's generated code, as the library calls it. A program holds no state: all memory comes with the call, and each
/// method is executed by every member of a <see cref="Team"/>.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ModelProgram<T>
    where T : unmanaged
{
    /// <summary>The model's compile-time facts.</summary>
    public abstract ModelInfo Info { get; }

    /// <summary>Writes <see cref="KernelMemory{T}.Packed"/> from <see cref="KernelMemory{T}.Parameters"/>. Uses nothing else.</summary>
    public abstract void Pack(in KernelMemory<T> memory, Team team);

    /// <summary>
    /// Computes <see cref="KernelMemory{T}.Output"/> from <see cref="KernelMemory{T}.Input"/> for at most
    /// <see cref="ModelInfo.ImagesPerChunk"/> images. Uses Packed and Scratch.
    /// </summary>
    public abstract void Predict(in KernelMemory<T> memory, int images, Team team);
}

/// <summary>A <see cref="ModelProgram{T}"/> that can be trained.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TrainableProgram<T> : ModelProgram<T>
    where T : unmanaged
{
    /// <summary>Forward for a whole batch: Input and Parameters to Output; what <see cref="Backward"/> will need stays in Scratch.</summary>
    public abstract void Forward(in KernelMemory<T> memory, int images, Team team);

    /// <summary>
    /// Backward for the batch that <see cref="Forward"/> has just seen: OutputGradient, Input, Parameters and Scratch to
    /// Gradients and, unless it is a null reference, InputGradient. All of them are overwritten.
    /// </summary>
    public abstract void Backward(in KernelMemory<T> memory, int images, Team team);
}
