namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>
/// The static kernels of a model's layers, behind one shape: what stands here is compiled together with the model, against the names of
/// the promised arguments.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IStaticKernels<T>
{
    /// <summary>Calls <c>Model.Layer.Forward</c> with its arguments in order.</summary>
    void Forward(string layer, Memory<T>[] arguments);

    /// <summary>Calls <c>Model.Layer.Backward</c> with its arguments in order.</summary>
    void Backward(string layer, Memory<T>[] arguments);
}
