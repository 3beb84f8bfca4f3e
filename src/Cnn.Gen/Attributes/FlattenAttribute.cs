namespace Cnn.Gen;

/// <summary>(h, w, c) to (1, 1, h*w*c); nothing is moved. <see cref="DenseAttribute"/> does this by itself.</summary>
public sealed class FlattenAttribute : LayerAttribute;
