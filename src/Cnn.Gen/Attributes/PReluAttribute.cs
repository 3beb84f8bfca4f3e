namespace Cnn.Gen;

/// <summary>
/// Parametric ReLU (He et al. 2015), (h, w, c) to the same: y = x for x &gt; 0, else slope[c]*x. Derivative at 0: slope[c], as PyTorch.
/// Parameter: <c>.slope</c> (c), at first 0.25. ONNX: PRelu.
/// </summary>
public sealed class PReluAttribute : LayerAttribute;
