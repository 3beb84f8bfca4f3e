namespace Cnn.Gen;

/// <summary>What windowed pools have beside their window. No window may lie wholly in padding.</summary>
public abstract class PoolLayerAttribute : WindowLayerAttribute
{
    private protected PoolLayerAttribute(int height, int width)
        : base(height, width)
    {
    }

    /// <summary>
    /// Whether the output side is rounded up instead of down, so that a last window may hang over the edge (but must begin inside the
    /// input or its leading padding).
    /// </summary>
    public bool CeilMode { get; set; }
}
