using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Convolutions that some rows at a time go through together.</content>
public sealed partial class Lowering
{
    /// <summary>The bands that stand for values while the current group is lowered; empty outside of one.</summary>
    private readonly Dictionary<int, Buffer> _bands = [];

    /// <summary>Rows that every band has of the current node's output; 0 outside of bands.</summary>
    private int _bandRows;

    /// <summary>Whether the current node's kernel is called for some rows at a time.</summary>
    private bool InBands => _bandRows > 0;

    /// <summary>Adds one step for <paramref name="nodes"/>, convolutions of which each reads what the one before writes.</summary>
    public void LowerBands(IReadOnlyList<Node> nodes, Network network)
    {
        int rows = BandSchedule.Rows(nodes, network, _isDouble);
        BandGeometry[] geometries = Geometries(nodes, rows);
        long scratch = 0;
        var offsets = new long[nodes.Count];
        for (int index = 0; index < nodes.Count - 1; index++)
        {
            Halo halo = HaloRules.Needed(nodes[index + 1].Op, 0);
            Shape shape = network.Values[nodes[index].Output].Shape with { Height = geometries[index].BandRows };
            var layout = new Layout(shape, halo with { Top = 0, Bottom = 0 });
            offsets[index] = scratch;
            scratch += (layout.Image + MemoryPlan.Alignment - 1) / MemoryPlan.Alignment * MemoryPlan.Alignment;
            _bands[nodes[index].Output] = new Buffer { Name = network.Values[nodes[index].Output].Name, Layout = layout, Length = layout.Image };
        }

        List<Step> steps = Steps;
        var stages = new List<BandStage>();
        var parameters = new List<Argument>();
        Argument[] ends = new Argument[2];
        for (int index = 0; index < nodes.Count; index++)
        {
            Steps = [];
            _bandRows = geometries[index].LeastRows(geometries[nodes.Count - 1]);
            Lower(nodes[index]);
            steps.AddRange(Steps.Take(Steps.Count - 1)); // What prepares the first one's input and the last one's output.
            Step step = Steps[Steps.Count - 1];
            (Argument x, Argument weights, Argument bias, Argument y) = (step.Arguments[0], step.Arguments[1], step.Arguments[2], step.Arguments[3]);
            if (index == 0)
                ends[0] = x;
            if (index == nodes.Count - 1)
                ends[1] = y;
            parameters.AddRange([weights, bias]);
            (Layout input, Layout output) = (x.Buffer!.Layout!.Value, y.Buffer!.Layout!.Value);
            WindowAxis height = ((ConvOp)nodes[index].Op).Window.Height;
            stages.Add(new BandStage(
                step.Plan, step.Epilogue, geometries[index], index == 0 ? 0 : x.Value, height.Stride * input.Row, input.Row,
                index == nodes.Count - 1 ? 0 : y.Value, output.Row,
                step.Arguments.Skip(4).Select(argument => argument.Text ?? argument.Value.ToString(CultureInfo.InvariantCulture)).ToEquatableArray(),
                index == nodes.Count - 1 ? string.Empty : $"{geometries[index].BandRows} rows of {_bands[nodes[index].Output].Layout!.Value.Row / output.Pixel} pixels by {output.Shape.Channels} channels",
                offsets[index], nodes[index].Op.Text));
        }

        Steps = steps;
        _bandRows = 0;
        _bands.Clear();
        (ConvOp first, ConvOp last) = ((ConvOp)nodes[0].Op, (ConvOp)nodes[nodes.Count - 1].Op);
        var plan = new BandPlan(
            stages.ToEquatableArray(), rows, ends[0].Buffer!.Layout!.Value.Image, ends[1].Buffer!.Layout!.Value.Image, $"{first.Channels}to{last.Filters}");
        Buffer bands = _placement.NewMemberBlock(_node.Layer + "Bands", scratch);
        Argument[] arguments = [ends[0], ends[1], Argument.Write(bands), .. parameters];
        Add(new Step(plan, arguments.ToEquatableArray(), plan.UnitsPerImage, 0,
            $"{nodes[0].Layer} to {_node.Layer}, {rows} rows at a time: {string.Join("; ", nodes.Select(node => node.Op.Text))}"));
    }

    private static BandGeometry[] Geometries(IReadOnlyList<Node> nodes, int rows)
    {
        var geometries = new BandGeometry[nodes.Count];
        geometries[nodes.Count - 1] = BandGeometry.OfOutput(((ConvOp)nodes[nodes.Count - 1].Op).Window.Height.Output, rows);
        for (int index = nodes.Count - 1; index > 0; index--)
            geometries[index - 1] = geometries[index].Before(((ConvOp)nodes[index].Op).Window.Height, rows);
        return geometries;
    }

    /// <summary>A kernel's size or distance as its argument; in bands, the number of rows is known at run time only.</summary>
    private Argument Stride((string Name, int Value) stride) =>
        InBands && stride.Name == "rows" ? Argument.Expression(BandStage.Count) : Argument.Number(stride.Value);
}
