using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>What layers that resize or pad by what is in the image have in common.</summary>
internal static class Resampling
{
    /// <summary>Weights that are looked at to make a table, at most.</summary>
    private const double MostWork = 1 << 21;

    /// <summary>Resizes both axes by a rule; null, with a problem reported, where that would take too much.</summary>
    public static Value? Resize(LayerBinder layer, ResizeRule rule, ResizeRule.Axis rows, ResizeRule.Axis columns, double fill, string text)
    {
        if (rows.Output > Limits.Side || columns.Output > Limits.Side)
        {
            layer.Report("CNN0025", null, $"{layer.Name}: an output of {rows.Output}x{columns.Output} pixels; at most {Limits.Side}x{Limits.Side} are possible.");
            return null;
        }

        if (rule.Work(rows) <= MostWork && rule.Work(columns) <= MostWork)
            return Add(layer, rule.Table(rows), rule.Table(columns), fill, text, new ResizeOrigin(rule, rows, columns));
        layer.Report("CNN0025", null, $"{layer.Name}: with antialiasing at this scale every pixel is made of too many. A scale near the quotient of the sizes would fit.");
        return null;
    }

    /// <summary>Adds the operation of two tables, unless what does not repeat itself in them is too long to be written down.</summary>
    public static Value? Add(LayerBinder layer, ResampleTable rows, ResampleTable columns, double fill, string text, ResampleOrigin origin)
    {
        int taps = new[] { rows, columns }.SelectMany(table => layer.Training ? new[] { table, table.Transpose() } : [table])
            .Max(table => ResamplePattern.Of(table).Taps);
        if (taps <= Limits.ResampleTaps)
            return layer.AddKernel(new ResampleOp(rows, columns, fill, text) { Origin = origin }, layer.Input);
        layer.Report("CNN0025", null,
            $"{layer.Name}: {layer.Shape} to {rows.Outputs.Count}x{columns.Outputs.Count} takes a table of {taps} weights; at most {Limits.ResampleTaps} are possible. "
            + "Sizes with a large common divisor (and coordinates other than AlignCorners), or a smaller image, would fit.");
        return null;
    }
}

/// <summary>A resizing, as ONNX's Resize says.</summary>
/// <param name="Rule">How coordinates are found and what is made of what is there.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The columns.</param>
public sealed record ResizeOrigin(ResizeRule Rule, ResizeRule.Axis Rows, ResizeRule.Axis Columns) : ResampleOrigin;
