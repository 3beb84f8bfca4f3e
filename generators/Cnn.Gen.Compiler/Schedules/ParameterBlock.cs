using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Where each parameter stands in the flat block of all of them: first those that have a gradient, then the others.</summary>
/// <param name="Offsets">The offset of each, by its index in the graph.</param>
/// <param name="Length">Elements of all.</param>
public sealed record ParameterBlock(IReadOnlyList<long> Offsets, long Length)
{
    /// <summary>The block of a graph's parameters.</summary>
    public static ParameterBlock Of(Network network)
    {
        var offsets = new long[network.Parameters.Count];
        long length = 0;
        foreach (bool gradient in new[] { true, false })
        {
            for (int index = 0; index < offsets.Length; index++)
            {
                if (network.Parameters[index].HasGradient != gradient)
                    continue;
                offsets[index] = length;
                length += network.Parameters[index].Length;
            }
        }

        return new ParameterBlock(offsets, length);
    }
}
