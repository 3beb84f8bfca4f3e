using System.Globalization;
using Spectre.Console;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>Prints what a tuning found.</summary>
internal static class TuningTable
{
    /// <summary>A line for each layer, and one for the whole network.</summary>
    public static void Print(IAnsiConsole console, NetworkResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "the cost model's choice");
        table.AddColumn(new TableColumn("us").RightAligned()).AddColumn("the fastest");
        table.AddColumn(new TableColumn("us").RightAligned()).AddColumn(new TableColumn("gain").RightAligned()).AddColumn(new TableColumn("ways").RightAligned());
        foreach (LayerResult layer in result.Layers)
            table.AddRow(Row(layer));
        console.Write(table);
        console.Profile.Out.Writer.WriteLine(Verdict(result)); // Not folded: others may read it.
    }

    /// <summary>The whole network, in a sentence.</summary>
    public static string Verdict(NetworkResult result)
    {
        FormattableString before = $"{result.Tuning.ClassName}: {result.Before:F1} us {(result.Kept ? "with the other lines" : "as the cost model chooses")}";
        if (result.Tuned is not { } tuned)
            return Text($"{Text(before)}. No layer has a way that is more than {100 * (LayerResult.Margin - 1):F0}% faster.");
        string both = Text($"{Text(before)}, {tuned:F1} us with what was measured, {result.Gain} times as fast.");
        return result.IsBetter ? both : $"{both} What there was is as good in the whole network, so nothing new is written.";
    }

    private static string[] Row(LayerResult layer)
    {
        string names = string.Join(", ", layer.Layer.Layers.Take(3)) + (layer.Layer.Layers.Count > 3 ? $" and {layer.Layer.Layers.Count - 3} more" : string.Empty);
        string[] cells =
        [
            names, layer.CostModel.Way.Text, Text($"{layer.CostModel.Time:F1}"), layer.IsBetter ? layer.Best.Way.Text : "the same",
            layer.IsBetter ? Text($"{layer.Best.Time:F1}") : string.Empty, layer.IsBetter ? Text($"{layer.Gain:F2}") : string.Empty, Text($"{layer.Measured}"),
        ];
        return [.. cells.Select(Markup.Escape)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
