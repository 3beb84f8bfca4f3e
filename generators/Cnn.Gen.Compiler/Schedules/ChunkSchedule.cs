namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Chooses how many images are predicted at a time: more make each pass over the weights count more often, fewer stay in cache.</summary>
public static class ChunkSchedule
{
    /// <summary>Bytes of activations that stay in the second-level cache.</summary>
    private const long Cache = 512 * 1024;

    /// <summary>Bytes of activations that are never exceeded for the sake of the weights.</summary>
    private const long Most = 4 * 1024 * 1024;

    /// <summary>Images of a chunk: a power of two from 1 to 16.</summary>
    public static int Images(long scratchPerImage, long packedLength, bool isDouble)
    {
        long bytes = isDouble ? 8 : 4;
        long budget = Math.Min(Most, Math.Max(Cache, packedLength * bytes));
        int images = 16;
        while (images > 1 && images * scratchPerImage * bytes > budget)
            images /= 2;
        return images;
    }
}
