using System.Globalization;
using Cnn.Gen;
using Spectre.Console;

namespace Mnist;

/// <summary>What the sample shows, as tables and pictures.</summary>
internal static class Report
{
    private const int RightShown = 3, WrongShown = 6;

    /// <summary>The confusion matrix: rows are what an image shows, columns what the network takes it for.</summary>
    public static void Confusion(IAnsiConsole console, Answers answers)
    {
        int[,] counts = answers.Confusion();
        int classes = counts.GetLength(0);
        Table table = new Table().Border(TableBorder.Rounded).Title("shown (rows) and taken for (columns)").AddColumn("");
        for (int column = 0; column < classes; column++)
            table.AddColumn(new TableColumn($"[bold]{column}[/]").RightAligned());
        table.AddColumn(new TableColumn("right").RightAligned());
        for (int row = 0; row < classes; row++)
        {
            int[] cells = [.. Enumerable.Range(0, classes).Select(column => counts[row, column])];
            string right = ((double)cells[row] / Math.Max(1, cells.Sum())).ToString("0.0%", CultureInfo.InvariantCulture);
            table.AddRow([$"[bold]{row}[/]", .. cells.Select((count, column) => Cell(count, row == column)), right]);
        }

        console.Write(table);
    }

    /// <summary>A few digits that the network has right, and a few that it has not.</summary>
    public static void Examples(IAnsiConsole console, Answers answers, LabeledImages<float> data)
    {
        IEnumerable<int> shown = answers.Examples(right: true, RightShown).Concat(answers.Examples(right: false, WrongShown));
        console.Write(new Columns(shown.Select(i => Picture(data.Image(i), answers.Labels[i], answers.Digits[i]))).Collapse());
    }

    /// <summary>How fast the network answers, and what that costs the garbage collector.</summary>
    public static void Latency(IAnsiConsole console, Latency latency) => console.MarkupLineInterpolated(
        CultureInfo.InvariantCulture,
        $"One image takes [bold]{latency.Microseconds:0.0} µs[/] on one thread (median) and [bold]allocates {latency.BytesPerPrediction:0.##} bytes[/].");

    private static string Cell(int count, bool diagonal) =>
        diagonal ? $"[green]{count}[/]" : count == 0 ? "[grey]·[/]" : $"[red]{count}[/]";

    private static Panel Picture(ReadOnlySpan<float> image, int label, int answer)
    {
        bool right = label == answer;
        return new Panel(DigitDrawing.Draw(image))
            .Header(right ? $"[green] {answer} [/]" : $"[red] {answer}, is {label} [/]")
            .BorderColor(right ? Color.Green : Color.Red)
            .Padding(0, 0);
    }
}
