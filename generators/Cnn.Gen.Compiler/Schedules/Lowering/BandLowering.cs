using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Convolutions, and a pooling, that some rows at a time go through together.</content>
public sealed partial class Lowering
{
    /// <summary>The bands that stand for values while the current group is lowered; empty outside of one.</summary>
    private readonly Dictionary<int, Buffer> _bands = [];

    /// <summary>Rows that every band has of the current node's output; 0 outside of bands.</summary>
    private int _bandRows;

    /// <summary>Whether the current node's kernel is called for some rows at a time.</summary>
    private bool InBands => _bandRows > 0;

    /// <summary>Adds one step for <paramref name="nodes"/>, of which each reads what the one before writes.</summary>
    public void LowerBands(IReadOnlyList<Node> nodes, Network network)
    {
        int rows = BandSchedule.Rows(nodes, network, _isDouble), count = nodes.Count;
        int[] values = [nodes[0].Inputs[0], .. nodes.Select(node => node.Output)];
        BandGeometry[] geometries = Geometries(nodes, rows);
        int slack = ((ConvOp)nodes[0].Op).WinogradTile is { IsNone: false, Rows: var tileRows } ? tileRows - 1 : 0;
        bool copies = slack == 0 && _placement.NeedsCopy(values[0], HaloRules.Needed(nodes[0].Op, 0));
        long scratch = 0;
        var offsets = new long[count];
        for (int index = copies ? 0 : 1; index < count; index++)
        {
            Halo halo = HaloRules.Needed(nodes[index].Op, 0) with { Top = 0, Bottom = 0 };
            var layout = new Layout(network.Values[values[index]].Shape with { Height = geometries[index].BandRows }, halo);
            layout = SpreadRules.Spread(layout, index > 0 ? nodes[index - 1].Op : null, [nodes[index].Op], _isDouble ? 8 : 4);
            _bands[values[index]] = new Buffer { Name = network.Values[values[index]].Name, Layout = layout, Length = layout.Image };
            offsets[index] = scratch + (slack * layout.Row);
            scratch += ((slack * layout.Row) + layout.Image + MemoryPlan.Alignment - 1) / MemoryPlan.Alignment * MemoryPlan.Alignment;
        }

        List<Step> steps = Steps;
        var calls = new List<Step>();
        for (int index = 0; index < count; index++)
        {
            Steps = [];
            _bandRows = geometries[index + 1].LeastRows(geometries[count]);
            Lower(nodes[index]);
            steps.AddRange(Steps.Take(Steps.Count - 1)); // What prepares the last one's output.
            calls.Add(Steps[Steps.Count - 1]);
        }

        List<BandStage> stages = [.. calls.Select((call, index) => Stage(
            nodes[index], call, geometries[index + 1], fromBand: index > 0 || copies, index < count - 1 ? offsets[index + 1] : null))];
        IEnumerable<Argument> memory = [.. calls.SelectMany((call, index) => stages[index].Memory.Select(place => Place(call, place)))];
        Argument input = calls[0].Arguments[0], output = Place(calls[count - 1], "y");
        if (copies)
        {
            Buffer whole = _placement.For(values[0]);
            input = Argument.Read(whole, whole.Layout!.Value.Origin);
            stages.Insert(0, Copy(whole.Layout.Value, _bands[values[0]].Layout!.Value, geometries[0], offsets[0]));
        }

        var plan = new BandPlan(
            stages.ToEquatableArray(), rows, input.Buffer!.Layout!.Value.Image, output.Buffer!.Layout!.Value.Image,
            $"{network.Values[values[0]].Shape.Channels}to{network.Values[values[count]].Shape.Channels}");
        Buffer bands = _placement.NewMemberBlock(_node.Layer + "Bands", scratch);
        Argument[] arguments = [input, output, Argument.Write(bands), .. memory];
        (Steps, _bandRows) = (steps, 0);
        _bands.Clear();
        Add(new Step(plan, arguments.ToEquatableArray(), plan.UnitsPerImage, 0,
            $"{nodes[0].Layer} to {_node.Layer}, {rows} {(rows == 1 ? "row" : "rows")} of {_node.Layer}'s outputs at a time")
        {
            ChosenBy = Choosers(nodes, calls),
        });
    }

    /// <summary>Who chose the kernels: one sentence where that is the same for all.</summary>
    private static string? Choosers(IReadOnlyList<Node> nodes, IReadOnlyList<Step> calls) => calls.Select(call => call.ChosenBy).Distinct().Count() == 1
        ? calls[0].ChosenBy : string.Join(" ", nodes.Zip(calls, (node, call) => $"{node.Layer}: {call.ChosenBy}"));

    /// <summary>The rows of every value: those of the first node's input, and of all nodes' outputs.</summary>
    private static BandGeometry[] Geometries(IReadOnlyList<Node> nodes, int rows)
    {
        var geometries = new BandGeometry[nodes.Count + 1];
        geometries[nodes.Count] = BandGeometry.OfOutput(BandSchedule.WindowOf(nodes[nodes.Count - 1]).Height.Output, rows);
        for (int index = nodes.Count - 1; index >= 0; index--)
            geometries[index] = geometries[index + 1].Before(BandSchedule.WindowOf(nodes[index]).Height, rows);
        return geometries;
    }

    /// <summary>The names of a kernel's arguments that are places in memory, which come first.</summary>
    private static string[] Places(KernelPlan kernel) => kernel switch
    {
        WinogradPlan => ["x", "weights", "bias", "noBias", "y", "tiles"],
        PoolPlan => ["x", "y"],
        _ => ["x", "weights", "bias", "y"],
    };

    private static Argument Place(Step call, string name) => call.Arguments[Array.IndexOf(Places(call.Plan), name)];

    /// <summary>A kernel, as it would be called for the whole image; <paramref name="offset"/> is null for the last one, which writes no band.</summary>
    private static BandStage Stage(Node node, Step call, BandGeometry geometry, bool fromBand, long? offset)
    {
        (Argument x, Argument y) = (Place(call, "x"), Place(call, "y"));
        (Layout input, Layout output) = (x.Buffer!.Layout!.Value, y.Buffer!.Layout!.Value);
        return new BandStage(
            call.Plan, call.Epilogue, Places(call.Plan).ToEquatableArray(), geometry, fromBand ? x.Value : 0, BandSchedule.WindowOf(node).Height.Stride * input.Row, input.Row,
            offset is null ? 0 : y.Value, output.Row,
            call.Arguments.Skip(Places(call.Plan).Length).Select(argument => argument.Text ?? argument.Value.ToString(CultureInfo.InvariantCulture)).ToEquatableArray(),
            offset is null ? string.Empty : Describe(output), offset ?? 0, node.Op.Text);
    }

    /// <summary>The copy of rows that come from outside into a band with padding.</summary>
    private static BandStage Copy(Layout from, Layout to, BandGeometry geometry, long offset) => new(
        LibraryPlan.Call("Copy"), null, [], geometry, 0, from.Row, from.Row, to.Origin, to.Row,
        new[] { (from.Shape.Width * from.Pixel).ToString(CultureInfo.InvariantCulture) }.ToEquatableArray(),
        Describe(to), offset, "copy the input, with room for padding");

    private static string Describe(Layout band) => $"{band.Shape.Height} rows of {band.Row / band.Pixel} pixels by {band.Shape.Channels} channels";

    /// <summary>
    /// A kernel's size or distance as its argument; in bands and in shares, the number of rows is known at run time only, and those of a share fetch
    /// as much of the next block's weights as all rows would.
    /// </summary>
    private Argument Stride((string Name, int Value) stride, RowShare? share) => stride.Name switch
    {
        "rows" when InBands => Argument.Expression(BandStage.Count),
        "channels" when share is { Lanes: > 0 } => Argument.Expression($"{share.Count} * {share.Lanes}"),
        "rows" when share is { Lanes: 0 } => Argument.Expression(share.Count),
        "fetchRow" or "fetchStep" when share is not null => Argument.Expression($"{stride.Value} * team.Count"),
        _ => Argument.Number(stride.Value),
    };
}
