using System.Globalization;
using Spectre.Console;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>Prints what a tuning found.</summary>
internal static class TuningTable
{
    /// <summary>A line for each layer, and one for the whole network.</summary>
    public static void Print(IAnsiConsole console, NetworkResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "shape", "the cost model's choice");
        table.AddColumn(new TableColumn("us").RightAligned()).AddColumn("the fastest");
        table.AddColumn(new TableColumn("us").RightAligned()).AddColumn(new TableColumn("gain").RightAligned()).AddColumn(new TableColumn("ways").RightAligned());
        foreach (LayerResult layer in result.Layers)
            table.AddRow(Row(layer));
        console.Write(table);
        console.WriteLine(Verdict(result));
    }

    /// <summary>The whole network, in a sentence.</summary>
    public static string Verdict(NetworkResult result)
    {
        string name = result.Tuning.ClassName;
        if (result.Tuned is not { } tuned)
            return Text($"{name}: {result.CostModel:F1} us as the cost model chooses. No layer has a way that is more than {100 * (LayerResult.Margin - 1):F0}% faster.");
        string both = Text($"{name}: {result.CostModel:F1} us as the cost model chooses, {tuned:F1} us with what was measured, {result.Gain} times as fast.");
        return result.IsBetter ? both : $"{both} The cost model's choices are as good in the whole network, so nothing overrides them.";
    }

    private static string[] Row(LayerResult layer)
    {
        string names = string.Join(", ", layer.Layer.Layers.Take(3)) + (layer.Layer.Layers.Count > 3 ? $" and {layer.Layer.Layers.Count - 3} more" : string.Empty);
        string[] cells =
        [
            names, layer.Layer.Shape, layer.CostModel.Way.Text, Text($"{layer.CostModel.Time:F1}"), layer.IsBetter ? layer.Best.Way.Text : "the same",
            layer.IsBetter ? Text($"{layer.Best.Time:F1}") : string.Empty, layer.IsBetter ? Text($"{layer.Gain:F2}") : string.Empty, Text($"{layer.Measured}"),
        ];
        return [.. cells.Select(Markup.Escape)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
