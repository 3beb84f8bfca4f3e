using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Cnn.Gen.Runtime;

/// <summary>
/// The memory one run of a generated program works on. Every reference is to the first element of a block that the
/// caller has checked to be long enough and keeps pinned for the duration of the run; a block that a program does not
/// use is a null reference.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct KernelMemory<T>
    where T : unmanaged
{
    /// <summary>The images, (n, h, w, c).</summary>
    public ref T Input;

    /// <summary>The model's output, (n, h, w, c).</summary>
    public ref T Output;

    /// <summary>All parameters, one after the other as <see cref="ParameterInfo.Offset"/> says, in canonical layout.</summary>
    public ref T Parameters;

    /// <summary>Parameters as the prediction kernels read them, written by <see cref="ModelProgram{T}.Pack"/>.</summary>
    public ref T Packed;

    /// <summary>Activations and scratch: of one chunk of images when predicting, of a whole batch in a training pass.</summary>
    public ref T Scratch;

    /// <summary>The gradient of the loss by the model's output.</summary>
    public ref T OutputGradient;

    /// <summary>The gradient of the loss by the model's input; a null reference where it is not wanted.</summary>
    public ref T InputGradient;

    /// <summary>The gradients of the parameters, laid out as <see cref="Parameters"/> is.</summary>
    public ref T Gradients;

    /// <summary>Training only: leave out a final softmax, both ways, so that output and its gradient are logits.</summary>
    public bool AtLogits;

    /// <summary>Training only: forward moves the running averages inside <see cref="Parameters"/>.</summary>
    public bool UpdateStatistics;

    /// <summary>Training only: whether there is dropout, drawn from <see cref="Seed"/>.</summary>
    public bool HasSeed;

    /// <summary>Training only: what dropout's choice is a pure function of; the same for a forward and its backward.</summary>
    public ulong Seed;

    /// <summary>An element of <see cref="Parameters"/>.</summary>
    public readonly ref T Parameter(nint index) => ref Unsafe.Add(ref Parameters, index);

    /// <summary>An element of <see cref="Packed"/>.</summary>
    public readonly ref T PackedParameter(nint index) => ref Unsafe.Add(ref Packed, index);

    /// <summary>An element of <see cref="Gradients"/>.</summary>
    public readonly ref T Gradient(nint index) => ref Unsafe.Add(ref Gradients, index);
}
