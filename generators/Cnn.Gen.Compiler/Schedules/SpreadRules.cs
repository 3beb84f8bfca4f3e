using Cnn.Gen.Compiler.Graph.Ops;
using Op = Cnn.Gen.Compiler.Graph.Op;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// How far apart the pixels of a value lie, beyond its channels. A depthwise convolution goes over an image with one vector of channels at a time, and
/// reads a line of cache of each pixel. Pixels an even number of lines apart fall into few sets of the cache, which lose them before the next tile.
/// </summary>
public static class SpreadRules
{
    /// <summary>Lines of a pixel from which on one more is little room.</summary>
    private const int ManyLines = 8;

    /// <summary><paramref name="layout"/>, of a value that has nothing but convolutions around it, with its pixels where they are read best.</summary>
    /// <param name="layout">The value's layout, whose pixels touch.</param>
    /// <param name="producer">What writes the value; null for what comes from outside.</param>
    /// <param name="readers">What reads it.</param>
    /// <param name="size">Bytes of an element.</param>
    public static Layout Spread(Layout layout, Op? producer, IReadOnlyCollection<Op> readers, int size)
    {
        int bytes = layout.Pixel * size, lines = bytes / CostTable.CacheLine;
        bool conflicts = bytes % CostTable.CacheLine == 0 && lines % 2 == 0 && lines >= ManyLines;
        bool among = producer is ConvOp && readers.Count > 0 && readers.All(reader => reader is ConvOp { IsDepthwise: true });
        return conflicts && among ? layout.Spread(CostTable.CacheLine / size) : layout;
    }
}
