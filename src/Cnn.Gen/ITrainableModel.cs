using System.Numerics;

namespace Cnn.Gen;

/// <summary>A network that can be trained: what every generated class has unless it is declared with <c>Training = false</c>.</summary>
/// <typeparam name="TSelf">The network's class.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface ITrainableModel<TSelf, T> : ICnnModel<TSelf, T>
    where TSelf : ITrainableModel<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Memory for training steps.</summary>
    TrainingPass<T> CreatePass();

    /// <summary>Room for gradients.</summary>
    GradientSet<T> CreateGradients();

    /// <summary>
    /// Forward in training mode: batch statistics; dropout from <see cref="TrainingPass{T}.Seed"/> (null: off); running averages move if
    /// <see cref="TrainingPass{T}.UpdateStatistics"/>.
    /// </summary>
    /// <param name="input">The images.</param>
    /// <param name="output">Room for as many outputs.</param>
    /// <param name="pass">Keeps what <c>Backward</c> will need.</param>
    void Forward(ReadOnlySpan<T> input, Span<T> output, TrainingPass<T> pass);

    /// <summary>Backward for the batch that <paramref name="pass"/> has seen last.</summary>
    /// <param name="outputGradient">The gradient of the loss by the output, a final softmax included.</param>
    /// <param name="gradients">Overwritten by the gradients of the parameters.</param>
    /// <param name="inputGradient">Overwritten by the gradient by the input; empty where that is not wanted.</param>
    /// <param name="pass">The pass that <c>Forward</c> was called with.</param>
    /// <exception cref="InvalidOperationException">The pass has seen no <c>Forward</c>.</exception>
    void Backward(ReadOnlySpan<T> outputGradient, GradientSet<T> gradients, Span<T> inputGradient, TrainingPass<T> pass);

    /// <summary>Forward and backward in one, with dropout off and running averages unmoved.</summary>
    /// <param name="input">The images.</param>
    /// <param name="outputGradient">The gradient of the loss by the output, a final softmax included.</param>
    /// <param name="gradients">Overwritten by the gradients of the parameters.</param>
    /// <param name="inputGradient">Overwritten by the gradient by the input; empty where that is not wanted.</param>
    void Backward(ReadOnlySpan<T> input, ReadOnlySpan<T> outputGradient, GradientSet<T> gradients, Span<T> inputGradient);
}
