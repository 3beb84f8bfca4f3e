using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>The table that <c>Summary</c> holds.</summary>
public static class SummaryTable
{
    private static readonly string[] Headings = ["layer", "output", "parameters", "multiply-adds", "algorithm"];

    /// <summary>The table for a model, as its widest register file runs it.</summary>
    public static string Print(BoundModel model, ModelPlan? plan)
    {
        var rows = new List<string[]> { Headings, new[] { "Input", model.Network.Input.Shape.ToString(), string.Empty, string.Empty, string.Empty } };
        foreach (BoundLayer layer in model.Layers)
        {
            long parameters = ParametersOf(model, layer);
            rows.Add([layer.Name, layer.Output.ToString(), parameters == 0 ? string.Empty : Number(parameters),
                layer.MultiplyAdds == 0 ? string.Empty : Number(layer.MultiplyAdds), Algorithm(model, layer, plan)]);
        }

        long all = model.Network.Parameters.Where(parameter => parameter.Counted).Sum(parameter => parameter.Length);
        rows.Add(["total", model.Network.Values[model.Network.Output].Shape.ToString(), Number(all), Number(model.Layers.Sum(layer => layer.MultiplyAdds)), string.Empty]);
        int[] widths = [.. Enumerable.Range(0, Headings.Length).Select(column => rows.Max(row => row[column].Length))];
        var lines = rows.Select(row => string.Join("  ", row.Select((cell, column) =>
            column is 2 or 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd()).ToList();
        string rule = string.Join("  ", widths.Select(width => new string('-', width)));
        lines.Insert(1, rule);
        lines.Insert(lines.Count - 1, rule);
        if (plan is not null)
            lines.Add(Memory(model, plan));
        return $"{model.Spec.ClassName}, {model.Element}\n" + string.Join("\n", lines);
    }

    private static string Memory(BoundModel model, ModelPlan plan)
    {
        long size = model.IsDouble ? 8 : 4;
        long sum = model.Network.Nodes.Where(node => !node.Op.IsView).Sum(node => model.Network.Values[node.Output].Shape.Length);
        string text = $"memory: {Bytes(plan.PredictScratch.PerImage * size)} of activations for an image in a prediction (all together {Bytes(sum * size)}), "
            + $"{Bytes(plan.PackedLength * size)} of packed parameters";
        return plan.Forward is null ? text : text + $"; {Bytes(plan.PassScratch.PerImage * size)} for an image in training";
    }

    private static long ParametersOf(BoundModel model, BoundLayer layer) => model.Network.Parameters
        .Where(parameter => parameter.Counted && parameter.Name.StartsWith(layer.Name + ".", StringComparison.Ordinal)).Sum(parameter => parameter.Length);

    private static string Algorithm(BoundModel model, BoundLayer layer, ModelPlan? plan)
    {
        if (layer.Kernel is null)
            return string.Empty;
        Step? step = plan?.LayerPrograms.FirstOrDefault(program => program.Program.Name == model.KernelsOf(layer).Name + "Forward")?.Program.Steps
            .LastOrDefault(step => step.Plan is TilePlan or PixelLanePlan or DepthwisePlan or WinogradPlan);
        string text = Algorithm(step?.Plan);
        return text.Length > 0 && layer.Kernel is Graph.Ops.ConvolutionOp op && TuningSchedule.Decisive(op, model, layer.Name, plan!.Target) is { } line
            ? $"{text}, by {line}" : text;
    }

    /// <summary>How a kernel computes its sums, in a few words; empty for kernels that there is one way for.</summary>
    public static string Algorithm(KernelPlan? plan) => plan switch
    {
        TilePlan { IsProduct: true } tile => $"product, tile {tile.TileColumns} x {tile.Block}{Format(tile)}",
        TilePlan tile => $"direct, tile {tile.TileRows}x{tile.TileColumns} x {tile.Block}{(tile.Sum == SumLoop.Unrolled ? ", unrolled" : string.Empty)}{Format(tile)}",
        PixelLanePlan pixels => $"direct, pixels in lanes, tile {pixels.Vectors * pixels.Pixels} x {pixels.Filters}",
        WinogradPlan winograd => $"Winograd {winograd.Tile.Rows}x{winograd.Tile.Columns}{(winograd.Tile.OnTheFly ? " on the fly" : string.Empty)}, {winograd.ChunkTiles} {(winograd.ChunkTiles == 1 ? "tile" : "tiles")}",
        DepthwisePlan depthwise => $"depthwise, tile {depthwise.TileRows}x{depthwise.TileColumns} x {depthwise.Vector.Count}",
        _ => string.Empty,
    };

    private static string Format(TilePlan tile) => tile.Weights == WeightFormat.BFloat16 ? ", bfloat16 weights" : string.Empty;

    private static string Bytes(long bytes) => bytes < 10_000 ? $"{Number(bytes)} B"
        : bytes < 10_000_000 ? $"{Number(bytes / 1000)} kB" : $"{Number(bytes / 1_000_000)} MB";

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
