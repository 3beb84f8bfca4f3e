using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Decides which convolutions of a prediction, and which pooling behind them, go through a <see cref="BandPlan"/> together, and how many rows at a time.
/// </summary>
public static class BandSchedule
{
    /// <summary>Bytes of a value from which on it pays to keep it out of memory: written and read again, it leaves the second-level cache.</summary>
    private const long LargeValue = 550 * 1024;

    /// <summary>Bytes of all bands of a plan, which shall stay in the second-level cache together with weights, inputs and outputs.</summary>
    private const long CachedBands = 512 * 1024;

    /// <summary>Bytes of a convolution's weights, which are read again for every band.</summary>
    private const long CachedWeights = 128 * 1024;

    /// <summary>The nodes in their order, those together that go through bands together.</summary>
    public static IEnumerable<IReadOnlyList<Node>> Groups(Network network, bool isDouble)
    {
        int[] uses = network.CountUses();
        var run = new List<Node>();
        foreach (Node node in network.Nodes)
        {
            if (run.Count > 0 && !Joins(run[run.Count - 1], node))
            {
                foreach (IReadOnlyList<Node> group in Divided(run, network, isDouble))
                    yield return group;
                run = [];
            }

            run.Add(node);
        }

        foreach (IReadOnlyList<Node> group in Divided(run, network, isDouble))
            yield return group;

        bool Joins(Node before, Node node) => before.Op is ConvOp first && node.Inputs[0] == before.Output && uses[before.Output] == 1 && node.Op switch
        {
            ConvOp second => MayBeStage(first) && MayBeStage(second) && (second.Hints.BandRows is { } asked ? asked > 0
                : Pays(first, isDouble) && Pays(second, isDouble) && IsLarge(before)),
            PoolOp => (MayBeStage(first) || MayBeFirst(first)) && (first.Hints.BandRows is { } asked ? asked > 0
                : (Pays(first, isDouble) || MayBeFirst(first)) && IsLarge(before)),
            _ => false,
        };

        bool IsLarge(Node node) => network.Values[node.Output].Shape.Length * Size(isDouble) >= LargeValue;
    }

    /// <summary>The window of a node that may be among others.</summary>
    public static Window WindowOf(Node node) => node.Op is PoolOp pool ? pool.Window : ((ConvOp)node.Op).Window;

    /// <summary>
    /// <paramref name="run"/>, of which each node would join the one before; cut where the smallest value lies between, and those parts again,
    /// until their bands fit the cache.
    /// </summary>
    private static IEnumerable<IReadOnlyList<Node>> Divided(List<Node> run, Network network, bool isDouble)
    {
        if (run.Count == 0)
            return [];
        if (run.Count == 1 || Rows(run, network, isDouble) > 0)
            return [run];
        int cut = Enumerable.Range(1, run.Count - 1).OrderBy(index => network.Values[run[index - 1].Output].Shape.Length).First();
        return Divided(run.GetRange(0, cut), network, isDouble).Concat(Divided(run.GetRange(cut, run.Count - cut), network, isDouble));
    }

    /// <summary>
    /// Rows of the last node's outputs that go through <paramref name="nodes"/> together: as many as the last convolution's hints ask for, or as fit the
    /// cache; behind one of Winograd's as few as are whole tiles. 0 where none does.
    /// </summary>
    public static int Rows(IReadOnlyList<Node> nodes, Network network, bool isDouble)
    {
        Node last = nodes[nodes.Count - 1];
        int most = WindowOf(last).Height.Output;
        ConvOp asking = (ConvOp)(last.Op is PoolOp ? nodes[nodes.Count - 2] : last).Op;
        WinogradTile tile = ((ConvOp)nodes[0].Op).WinogradTile;
        if (!tile.IsNone)
            return Enumerable.Range(Math.Max(1, asking.Hints.BandRows ?? 1), most).FirstOrDefault(rows => rows <= most && EndsWithTiles(rows));
        return asking.Hints.BandRows is { } asked ? Math.Min(asked, most)
            : ShareSchedule.BandRows(most, Enumerable.Range(1, most).Reverse().FirstOrDefault(rows => Bytes(rows) <= CachedBands));

        // Whether every band ends with a whole tile, so that none is computed for two bands.
        bool EndsWithTiles(int rows)
        {
            BandGeometry geometry = BandGeometry.OfOutput(most, rows).Before(WindowOf(last).Height, rows);
            return rows * geometry.Scale % tile.Rows == 0 && (geometry.BandRows - geometry.Shift) % tile.Rows == 0;
        }

        long Bytes(int rows)
        {
            long bytes = 0;
            BandGeometry geometry = BandGeometry.OfOutput(most, rows);
            int first = network.Values[nodes[0].Inputs[0]].Kind == ValueKind.Input ? 0 : 1; // What comes from outside may have to be copied.
            for (int index = nodes.Count - 1; index >= first; index--)
            {
                Window window = WindowOf(nodes[index]);
                geometry = geometry.Before(window.Height, rows);
                int width = window.Width.Before + window.Width.Input + window.Width.After;
                bytes += (long)geometry.BandRows * width * network.Values[nodes[index].Inputs[0]].Shape.Channels * Size(isDouble);
            }

            return bytes;
        }
    }

    /// <summary>Whether a convolution's kernel can go over some rows of an image.</summary>
    private static bool MayBeStage(ConvOp conv) =>
        conv.WinogradTile.IsNone && !conv.Residual && !conv.IsProduct && (conv.Groups == 1 || conv.IsDepthwise);

    /// <summary>
    /// Whether one of Winograd's can be the first, some rows of tiles at a time, with a pooling behind it: its kernel reads the image as it is, and
    /// weights again for every row of tiles anyway where those fill the registers.
    /// </summary>
    private static bool MayBeFirst(ConvOp conv) => !conv.WinogradTile.IsNone && !conv.Residual && !conv.Pooled
        && (conv.Window.Width.Output + conv.WinogradTile.Columns - 1) / conv.WinogradTile.Columns >= WinogradSchedule.EnoughTiles;

    /// <summary>Whether that costs nothing.</summary>
    private static bool Pays(ConvOp conv, bool isDouble) => conv.Hints.Unroll is "Auto" or "Loop"
        && conv.Window.Taps * (long)(conv.Channels / conv.Groups) * conv.Filters * Size(isDouble) <= CachedWeights;

    private static int Size(bool isDouble) => isDouble ? 8 : 4;
}
