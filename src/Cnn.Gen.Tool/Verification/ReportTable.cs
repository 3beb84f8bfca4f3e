using System.Globalization;
using Spectre.Console;

namespace Cnn.Gen.Tool.Verification;

/// <summary>Prints what a verification found.</summary>
internal static class ReportTable
{
    /// <summary>Prints a line for each value of the network, and one for the class's own output; those beyond <paramref name="tolerance"/> are marked.</summary>
    public static void Print(IAnsiConsole console, VerifierReport report, double tolerance)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "value", "in the file", "shape" })
            table.AddColumn(column);
        foreach (string column in new[] { "largest", "abs. difference", "of the largest", "rel. difference", "ULP", "" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (VerifiedValue value in report.Values)
            table.AddRow(Row(value, tolerance, named: value.Name));
        table.AddEmptyRow();
        table.AddRow(Row(report.Output, tolerance, named: report.Output.Name + ".Predict"));
        console.Write(table);
    }

    /// <summary>Whether a value is as close as it must be; one that was not compared is.</summary>
    public static bool IsWithin(VerifiedValue value, double tolerance) => value.Difference is null || value.Difference.OfScale <= tolerance;

    private static string[] Row(VerifiedValue value, double tolerance, string named)
    {
        if (value.Difference is not { } difference)
            return [Markup.Escape(named), "[grey]-[/]", value.Shape, "", "", "", "", "", "[grey]not compared[/]"];
        return
        [
            Markup.Escape(named), Markup.Escape(value.OnnxName ?? "-"), value.Shape, difference.Scale.ToString("g3", CultureInfo.InvariantCulture), Number(difference.Absolute),
            Number(difference.OfScale), Number(difference.Relative), difference.Ulp == ulong.MaxValue ? "NaN" : difference.Ulp.ToString("N0", CultureInfo.InvariantCulture),
            IsWithin(value, tolerance) ? "[green]ok[/]" : "[red]differs[/]",
        ];
    }

    private static string Number(double number) => number == 0 ? "0" : number.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
