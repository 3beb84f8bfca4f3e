using Cnn.Gen.Compiler.Graph.Ops;
using Op = Cnn.Gen.Compiler.Graph.Op;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// How far apart what is read in turn lies. Places an even number of cache lines apart fall into few sets of the cache, which lose them before they
/// are read again; an odd number spreads them over all sets.
/// </summary>
public static class SpreadRules
{
    /// <summary>Lines of a pixel from which on one more is little room.</summary>
    private const int ManyLines = 8;

    /// <summary>Elements, of <paramref name="size"/> bytes, in a line of cache.</summary>
    public static int Line(int size) => CostTable.CacheLine / size;

    /// <summary><paramref name="elements"/>, and another line where those fill an even number of lines.</summary>
    public static int Apart(int elements, int line) => elements / line % 2 == 0 ? elements + line : elements;

    /// <summary>
    /// <paramref name="layout"/>, of a value that has nothing but convolutions around it, with its pixels where they are read best: a depthwise
    /// convolution goes over an image with one vector of channels at a time, and reads a line of each pixel.
    /// </summary>
    /// <param name="layout">The value's layout, whose pixels touch.</param>
    /// <param name="producer">What writes the value; null for what comes from outside.</param>
    /// <param name="readers">What reads it.</param>
    /// <param name="size">Bytes of an element.</param>
    public static Layout Spread(Layout layout, Op? producer, IReadOnlyCollection<Op> readers, int size)
    {
        int line = Line(size);
        bool wholeLines = layout.Pixel % line == 0 && layout.Pixel >= ManyLines * line;
        bool among = producer is ConvOp && readers.Count > 0 && readers.All(reader => reader is ConvOp { IsDepthwise: true });
        return wholeLines && among ? layout.Spread(Apart(layout.Pixel, line) - layout.Pixel) : layout;
    }
}
