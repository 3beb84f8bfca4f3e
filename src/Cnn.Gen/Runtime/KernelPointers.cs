using System.Runtime.CompilerServices;

namespace Cnn.Gen.Runtime;

/// <summary><see cref="KernelMemory{T}"/> as pinned pointers, which can be handed to other threads.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal unsafe struct KernelPointers<T>
    where T : unmanaged
{
    public T* Input;
    public T* Output;
    public T* Parameters;
    public T* Packed;
    public T* Scratch;
    public T* OutputGradient;
    public T* InputGradient;
    public T* Gradients;

    /// <summary>The same as references, a null pointer becoming a null reference.</summary>
    public readonly KernelMemory<T> ToMemory() => new()
    {
        Input = ref Unsafe.AsRef<T>(Input),
        Output = ref Unsafe.AsRef<T>(Output),
        Parameters = ref Unsafe.AsRef<T>(Parameters),
        Packed = ref Unsafe.AsRef<T>(Packed),
        Scratch = ref Unsafe.AsRef<T>(Scratch),
        OutputGradient = ref Unsafe.AsRef<T>(OutputGradient),
        InputGradient = ref Unsafe.AsRef<T>(InputGradient),
        Gradients = ref Unsafe.AsRef<T>(Gradients),
    };
}
