namespace Cnn.Gen;

/// <summary>The mean over all rows and columns, per channel: (h, w, c) to (1, 1, c).</summary>
public sealed class GlobalAvgPoolAttribute : LayerAttribute;
