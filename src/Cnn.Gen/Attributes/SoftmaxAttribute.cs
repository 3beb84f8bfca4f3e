namespace Cnn.Gen;

/// <summary>
/// Softmax over channels, at each row and column: y[c] = exp(x[c] - m) / sum over k of exp(x[k] - m), m the largest x. The shape stays.
/// </summary>
public sealed class SoftmaxAttribute : LayerAttribute;
