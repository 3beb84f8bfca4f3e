using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Decides which steps a team shares out by rows of images, so that members work on the same rows in successive steps and read what they wrote
/// themselves, although their units of work lie in another order.
/// </summary>
public static class ShareSchedule
{
    /// <summary>Rows from which on shares of rows are about equal: as many as two members' tiles have at most.</summary>
    public const int LeastRows = 8;

    /// <summary>Rows from which on it does not matter that one member has one more.</summary>
    private const int ManyRows = 12;

    /// <summary>Parts into which channels are cut at most.</summary>
    private const int MostParts = 16;

    /// <summary>Vectors of channels of a part.</summary>
    private const int LeastVectors = 4;

    /// <summary>Elements of a row from which on a loop of its own costs nothing.</summary>
    private const int LeastRun = 256;

    /// <summary>
    /// That of a convolution whose blocks of weights go over the whole image, one after the other. By blocks, each member would read all inputs
    /// and its share of the weights; by rows, it reads all weights: worth it where those are fewer.
    /// </summary>
    public static RowShare? Of(TilePlan plan)
    {
        long inputs = (long)plan.Rows * plan.Columns * plan.InputPixel, outputs = (long)plan.Rows * plan.Columns * plan.OutputPixel;
        return plan.BlocksOutside && AreEqual(plan.Rows, plan.TileRows) && plan.PackedWeights <= inputs + outputs
            ? new RowShare(plan.Rows, plan.TileRows, plan.Groups * plan.Blocks) : null;
    }

    /// <summary>
    /// That of a depthwise convolution: rows instead of rows of tiles, of which there may be an odd number; channels of a small image, whose channels
    /// the convolutions around it share out too.
    /// </summary>
    public static RowShare? Of(DepthwisePlan plan)
    {
        int vectors = plan.Channels / plan.Vector.Count;
        return plan.KnownImage ? null
            : AreEqual(plan.Rows, plan.TileRows) ? new RowShare(plan.Rows, plan.TileRows, 1)
            : plan.Rows < LeastRows && plan.HasWholeVectors && vectors >= ManyRows ? new RowShare(vectors, 1, plan.RowTiles) { Lanes = plan.Vector.Count }
            : null;
    }

    /// <summary>
    /// Parts of equal length into which the elements of an image that lie in one run are cut: its rows, where those are whole vectors and long
    /// enough to be worth a loop.
    /// </summary>
    public static int Parts(Layout layout, Lanes vector)
    {
        int row = layout.Shape.Width * layout.Shape.Channels;
        return layout.Shape.Height >= LeastRows && row % vector.Count == 0 && row >= LeastRun ? layout.Shape.Height : 1;
    }

    /// <summary>
    /// Rows of a band where <paramref name="most"/> of <paramref name="rows"/> have room: if not many fewer, so many that two members get equally many
    /// bands of equal height.
    /// </summary>
    public static int BandRows(int rows, int most)
    {
        int least = Math.Max(1, most * 2 / 3);
        return most >= rows ? most : Enumerable.Range(least, most - least + 1).Reverse().Where(band => rows % (2 * band) == 0).DefaultIfEmpty(most).First();
    }

    /// <summary>Parts of the channels of a pooling over <paramref name="window"/>: several where that gives one output only.</summary>
    public static int Parts(Window window, int channels, Lanes vector) =>
        window.Height.Output == 1 && window.Width.Output == 1 ? Math.Max(1, Math.Min(MostParts, channels / vector.Count / LeastVectors)) : 1;

    /// <summary>Whether two members would have about equal shares.</summary>
    private static bool AreEqual(int rows, int tileRows) => rows >= Math.Max(LeastRows, 2 * tileRows) && (rows % 2 == 0 || rows >= ManyRows);
}
