namespace Cnn.Gen.Benchmarks;

/// <summary>Tables as Markdown has them.</summary>
public static class Markdown
{
    /// <summary>The name of a row that stands for several things which differ in nothing but their place.</summary>
    public static string Times(string text, int count) => count > 1 ? $"{text}, {count} times" : text;

    /// <summary>The two lines at the head of a table.</summary>
    public static IEnumerable<string> Head(params string[] titles) => [Row(titles), "|" + string.Concat(Enumerable.Repeat("---|", titles.Length))];

    /// <summary>One line.</summary>
    public static string Row(params string[] cells) => "|" + string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"));

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => $"{100 * share:F0}%";

    /// <summary>The geometric mean of ratios.</summary>
    public static double GeometricMean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));
}
