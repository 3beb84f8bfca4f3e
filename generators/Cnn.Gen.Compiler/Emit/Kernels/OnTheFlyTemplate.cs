using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The text of an <see cref="OnTheFlyPlan"/>: a loop over vectors of filters, and a row of planes, whose type argument says at which point filters are
/// interpolated along their columns. Along their rows all are (Lavin and Gray 2015, their matrix G for F(4x4, 3x3), without its divisors).
/// </summary>
public sealed class OnTheFlyTemplate(CodeWriter writer, OnTheFlyPlan plan, bool isDouble)
{
    /// <summary>The points, one for each row of planes.</summary>
    public static IReadOnlyList<string> Points { get; } = ["AtZero", "AtOne", "AtMinusOne", "AtTwo", "AtMinusTwo", "AtInfinity"];

    /// <summary>A point for the reader: such as <c>at minus one</c>.</summary>
    public static string InWords(string point) => string.Concat(point.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")).TrimStart();

    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    private string V => _dialect.V;

    private int Lanes => plan.Vector.Count;

    private bool Fetches => plan.FetchedLines > 0;

    private IEnumerable<int> Tiles => Enumerable.Range(0, plan.Tiles);

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(OnTheFlyPlan plan) =>
        $"Planes of {plan.Tiles} {(plan.Tiles == 1 ? "tile" : "tiles")} times filters, {plan.Vector.Count} at a time, that are transformed in registers as they are used.\n"
        + $"{OnTheFlyPlan.Channels} channels go through all rows of planes before the next ones do, so that their filters come from afar once.";

    /// <summary>Writes the method and its helper for a row of planes.</summary>
    public void Write(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}(");
        using (writer.Open($"    ref {T} planes, ref {T} filters, ref {T} products, int channels, int planeRow, int productRow, int begin, int end)"))
        using (writer.Loop("block", "begin", "end"))
        {
            writer.Line($"ref {T} y = ref Unsafe.Add(ref products, block * {plan.RowVector});");
            using (writer.Loop("channel", "0", "channels", $"{OnTheFlyPlan.Channels}"))
            {
                writer.Line($"int some = Math.Min({OnTheFlyPlan.Channels}, channels - channel);");
                writer.Line($"ref {T} x = ref Unsafe.Add(ref planes, channel * {plan.RowVector / Lanes});");
                writer.Line($"ref {T} g = ref Unsafe.Add(ref filters, (((nint)block * channels) + channel) * {plan.Filters});");
                for (int row = 0; row < Points.Count; row++)
                {
                    string ahead = !Fetches ? string.Empty : $", {(OnTheFlyPlan.Channels * plan.Filters) + (row * plan.FetchedLines * plan.Line)}";
                    writer.Line($"{name}Row<{Points[row]}>(ref {Row("x", "planeRow", row)}, ref g, ref {Row("y", "productRow", row)}, some, channel > 0{ahead});");
                }
            }
        }

        writer.Line();
        writer.Line("/// <summary>A row of planes: the products of some channels, added to those of the channels before where there are any.</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}Row<TPoint>(ref {T} x, ref {T} filters, ref {T} y, int channels, bool more{(Fetches ? ", nint ahead" : string.Empty)})");
        using (writer.Open("    where TPoint : struct"))
        {
            for (int first = 0; first < plan.Tile.InputColumns; first += plan.Columns)
            {
                if (plan.Columns == plan.Tile.InputColumns)
                    WriteColumns(first);
                else
                    using (writer.Open(string.Empty))
                        WriteColumns(first);
            }
        }
    }

    /// <summary>Some columns of the row, from <paramref name="first"/> on: their sums, the loop over channels, their stores.</summary>
    private void WriteColumns(int first)
    {
        int[] columns = [.. Enumerable.Range(first, plan.Columns)];
        foreach (int column in columns)
            writer.Line($"{V} {string.Join(", ", Tiles.Select(tile => $"{Sum(column, tile)} = {_dialect.Zero}"))};");
        using (writer.Open("if (more)"))
        {
            foreach (int column in columns)
                writer.Line(string.Join(" ", Tiles.Select(tile => $"{Sum(column, tile)} = {_dialect.Load("y", Place(column, tile), Lanes)};")));
        }

        writer.Line($"ref {T} k = ref x;");
        writer.Line($"ref {T} g = ref filters;");
        using (writer.Loop("channel", "0", "channels", $"{Lanes}"))
        {
            using (writer.Loop("lane", "0", $"{Lanes}"))
            {
                if (first == 0)
                    WriteFetches();
                WriteFilters();
                foreach (int column in columns)
                    WriteColumn(column, column == first);
                writer.Line("k = ref Unsafe.Add(ref k, 1);");
                writer.Line($"g = ref Unsafe.Add(ref g, {plan.Filters});");
            }

            writer.Line($"k = ref Unsafe.Add(ref k, {plan.RowVector - Lanes});   // The next vector of channels.");
        }

        foreach (int column in columns)
            writer.Line(string.Join(" ", Tiles.Select(tile => _dialect.Store(Sum(column, tile), "y", Place(column, tile), Lanes))));
    }

    /// <summary>The filters of the next channels, of which each row asks for some lines.</summary>
    private void WriteFetches()
    {
        if (!Fetches)
            return;
        using (writer.Open($"if (typeof(TPoint) != typeof({Points[Points.Count - 1]}))"))
        {
            for (int line = 0; line < plan.FetchedLines; line++)
                writer.Line(line == 0 ? "CacheLine.Fetch(ref g, ahead);" : $"CacheLine.Fetch(ref g, ahead + {line * plan.Line});");
        }
    }

    /// <summary>A channel's filters, transformed along their columns: u0, u1 and u2.</summary>
    private void WriteFilters()
    {
        writer.Line($"{V} u0, u1, u2;");
        Func<int, string>[] filters =
        [
            column => Tap(0, column),
            column => $"{Tap(0, column)} + {Tap(2, column)} + {Tap(1, column)}",
            column => $"{Tap(0, column)} + {Tap(2, column)} - {Tap(1, column)}",
            column => Fma(2, Tap(1, column), Fma(4, Tap(2, column), Tap(0, column))),
            column => Fma(-2, Tap(1, column), Fma(4, Tap(2, column), Tap(0, column))),
            column => Tap(2, column),
        ];
        for (int row = 0; row < filters.Length; row++)
        {
            string condition = row == 0 ? $"if (typeof(TPoint) == typeof({Points[row]}))" : row < filters.Length - 1 ? $"else if (typeof(TPoint) == typeof({Points[row]}))" : "else";
            using (writer.Open(condition))
            {
                for (int column = 0; column < plan.Tile.Taps; column++)
                    writer.Line($"u{column} = {filters[row](column)};");
            }
        }
    }

    /// <summary>A column of the row: its filters, transformed along their rows, times the inputs of all tiles.</summary>
    private void WriteColumn(int column, bool isFirst)
    {
        string even = column < 3 ? "u0 + u2" : Fma(4, "u2", "u0");
        string filters = column switch { 0 => "u0", 1 => "even + u1", 2 => "even - u1", 3 => Fma(2, "u1", "even"), 4 => Fma(-2, "u1", "even"), _ => "u2" };
        if (column is 1 or 3)
            writer.Line($"{(column == 1 || isFirst ? V + " " : string.Empty)}even = {even};");
        if (isFirst)
            writer.Line($"{V} xk, u = {filters};");
        else
            writer.Line($"u = {filters};");
        foreach (int tile in Tiles)
            writer.Line($"xk = {_dialect.Broadcast("k", Place(column, tile))}; {Sum(column, tile)} = {_dialect.Fma("xk", "u", Sum(column, tile))};");
    }

    private string Fma(double left, string right, string addend) => _dialect.Fma(_dialect.Constant(left), right, addend);

    private string Tap(int row, int column) => _dialect.Load("g", ((row * plan.Tile.Taps) + column) * Lanes, Lanes);

    private int Place(int column, int tile) => ((column * plan.Tiles) + tile) * Lanes;

    private static string Row(string place, string distance, int row) =>
        row == 0 ? place : $"Unsafe.Add(ref {place}, {distance}{(row == 1 ? string.Empty : $" * {row}")})";

    private static string Sum(int column, int tile) => $"{(char)('a' + column)}{tile}";
}
