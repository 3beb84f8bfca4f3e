namespace Cnn.Gen;

/// <summary>The largest number over all rows and columns, per channel: (h, w, c) to (1, 1, c). The first of equals gets the gradient.</summary>
public sealed class GlobalMaxPoolAttribute : LayerAttribute;
