using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The text of an <see cref="OnTheFlyPlan"/>: a loop over vectors of filters, and a row of planes, whose type argument says at which point filters are
/// interpolated along their columns. Along their rows they are interpolated at all points, a column of planes each (Lavin and Gray 2015, their matrix G for
/// F(4x4, 3x3), without its divisors).
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

    private string Ahead => Fetches ? ", nint ahead" : string.Empty;

    private IEnumerable<int> Tiles => Enumerable.Range(0, plan.Tiles);

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(OnTheFlyPlan plan) =>
        $"Planes of {plan.Tiles} {(plan.Tiles == 1 ? "tile" : "tiles")} times filters, {plan.Vector.Count} at a time, that are transformed as they are used, {(plan.InRegisters ? "in registers" : "a row at a time")}.\n"
        + $"{OnTheFlyPlan.Channels} channels go through all rows of planes before the next ones do, so that their filters come from afar once.";

    /// <summary>Writes the method and its helpers, for a row of planes and for a column of filters.</summary>
    public void Write(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}(");
        string rows = plan.InRegisters ? string.Empty : $"ref {T} rows, ";
        using (writer.Open($"    ref {T} planes, ref {T} filters, ref {T} products, {rows}int channels, int planeRow, int productRow, int begin, int end)"))
        {
            if (!plan.InRegisters)
                writer.Line($"ref {T} u = ref Unsafe.Add(ref rows, begin * {plan.RowFilters});   // This member's own.");
            using (writer.Loop("block", "begin", "end"))
                WriteBlock(name);
        }

        if (!plan.InRegisters)
            WriteRowFilters(name);
        WriteRow(name);
        WriteFilter(name);
    }

    /// <summary>A block of filters, through all channels and rows of planes.</summary>
    private void WriteBlock(string name)
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
                string planes = "ref " + WinogradTransformTemplate.Behind("x", "planeRow", row), products = "ref " + WinogradTransformTemplate.Behind("y", "productRow", row);
                if (!plan.InRegisters)
                    writer.Line($"{name}Filters<{Points[row]}>(ref g, ref u, some{ahead});");
                writer.Line(plan.InRegisters
                    ? $"{name}Row<{Points[row]}>({planes}, ref g, {products}, some, channel > 0{ahead});"
                    : $"{name}Row({planes}, ref u, {products}, some, channel > 0);");
            }
        }
    }

    /// <summary>Writes the transform of a row of filters to memory.</summary>
    private void WriteRowFilters(string name)
    {
        writer.Line();
        writer.Line("/// <summary>A row of filters of some channels, transformed along their columns.</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}Filters<TPoint>(ref {T} filters, ref {T} rows, int channels{Ahead})");
        using (writer.Open("    where TPoint : struct"))
        {
            writer.Line($"ref {T} g = ref filters;");
            writer.Line($"ref {T} u = ref rows;");
            using (writer.Loop("channel", "0", "channels"))
            {
                WriteFetches();
                for (int column = 0; column < plan.Tile.Taps; column++)
                    writer.Line(_dialect.Store(Filter(name, column), "u", column * Lanes, Lanes));
                writer.Line($"g = ref Unsafe.Add(ref g, {plan.Filters});");
                writer.Line($"u = ref Unsafe.Add(ref u, {plan.Tile.Taps * Lanes});");
            }
        }
    }

    /// <summary>Writes the product of a row of planes.</summary>
    private void WriteRow(string name)
    {
        writer.Line();
        writer.Line("/// <summary>A row of planes: the products of some channels, added to those of the channels before where there are any.</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        string types = plan.InRegisters ? "<TPoint>" : string.Empty, ahead = plan.InRegisters ? Ahead : string.Empty;
        using (writer.Open($"private static void {name}Row{types}(ref {T} x, ref {T} filters, ref {T} y, int channels, bool more{ahead})"
            + (plan.InRegisters ? "\n    where TPoint : struct" : string.Empty)))
        {
            for (int first = 0; first < plan.Tile.InputColumns; first += plan.Columns)
            {
                if (!plan.InRegisters)
                    writer.Line($"// Columns {first} to {first + plan.Columns - 1}{(first == 0 ? ": registers do not hold the sums of all" : string.Empty)}.");
                using (plan.InRegisters ? null : (IDisposable)writer.Open(string.Empty))
                    WriteColumns(name, first);
            }
        }
    }

    /// <summary>Some columns of the row, from <paramref name="first"/> on: their sums, the loop over channels, their stores.</summary>
    private void WriteColumns(string name, int first)
    {
        // The outer columns first, whose filters are one vector: those between take registers for what they are made of.
        int[] columns = [.. Enumerable.Range(first, plan.Columns).OrderBy(column => column is not (0 or 5))];
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
            using (Lanes == 1 ? null : (IDisposable)writer.Loop("lane", "0", $"{Lanes}"))
            {
                if (plan.InRegisters)
                    WriteFetches();
                IEnumerable<string> filters = Enumerable.Range(0, plan.Tile.Taps)
                    .Select(column => $"u{column} = {(plan.InRegisters ? Filter(name, column) : _dialect.Load("g", column * Lanes, Lanes))}");
                writer.Line($"{V} {string.Join(", ", filters)};");
                foreach (int column in columns)
                    WriteColumn(column, column == columns[0], columns.Contains(1));
                writer.Line($"k = ref Unsafe.Add(ref k, {(Lanes == 1 ? plan.RowVector : 1)});");
                writer.Line($"g = ref Unsafe.Add(ref g, {(plan.InRegisters ? plan.Filters : plan.Tile.Taps * Lanes)});");
            }

            if (Lanes > 1)
                writer.Line($"k = ref Unsafe.Add(ref k, {plan.RowVector - Lanes});   // The next vector of channels.");
        }

        foreach (int column in columns)
            writer.Line(string.Join(" ", Tiles.Select(tile => _dialect.Store(Sum(column, tile), "y", Place(column, tile), Lanes))));
    }

    /// <summary>Asks for some of the filters of the next channels.</summary>
    private void WriteFetches()
    {
        for (int line = 0; line < plan.FetchedLines; line++)
            writer.Line($"CacheLine.Fetch(ref g, ahead{(line == 0 ? string.Empty : $" + {line * plan.Line}")});{(line == 0 ? "   // Filters that are used next." : string.Empty)}");
    }

    /// <summary>Writes the transform of a column of filters to the row that the type argument says.</summary>
    private void WriteFilter(string name)
    {
        string[] filters =
        [
            Tap(0), $"{Tap(0)} + {Tap(2)} + {Tap(1)}", $"{Tap(0)} + {Tap(2)} - {Tap(1)}",
            Fma(2, Tap(1), Fma(4, Tap(2), Tap(0))), Fma(-2, Tap(1), Fma(4, Tap(2), Tap(0))), Tap(2),
        ];
        writer.Line();
        writer.Line("/// <summary>A column of filters, interpolated at a point: an element of that row of transformed filters.</summary>");
        writer.Line(WinogradTransformTemplate.Helper);
        writer.Line($"private static {V} {name}Filter<TPoint>(ref {T} g)");
        using (writer.Open("    where TPoint : struct"))
        {
            for (int row = 0; row < filters.Length - 1; row++)
                writer.Line($"if (typeof(TPoint) == typeof({Points[row]}))\n    return {filters[row]};");
            writer.Line($"return {filters[filters.Length - 1]};");
        }

        string Tap(int row) => _dialect.Load("g", row * plan.Tile.Taps * Lanes, Lanes);
    }

    /// <summary>A column of the row: its filters, transformed along their rows, times the inputs of all tiles.</summary>
    private void WriteColumn(int column, bool isFirst, bool isDeclared)
    {
        if (column == 1)
            writer.Line($"{V} even = u0 + u2;");
        else if (column == 3)
            writer.Line($"{(isDeclared ? string.Empty : V + " ")}even = {Fma(4, "u2", "u0")};");
        string filters = column switch { 0 => "u0", 1 => "even + u1", 2 => "even - u1", 3 => Fma(2, "u1", "even"), 4 => Fma(-2, "u1", "even"), _ => "u2" };
        writer.Line($"{(isFirst ? V + " xk, " : string.Empty)}u = {filters};   // A{InWords(Points[column]).Substring(1)}.");
        foreach (int tile in Tiles)
            writer.Line($"xk = {_dialect.Broadcast("k", Place(column, tile))}; {Sum(column, tile)} = {_dialect.Fma("xk", "u", Sum(column, tile))};");
    }

    private string Filter(string name, int column) => $"{name}Filter<TPoint>({Dialect.At("g", column * Lanes)})";

    private string Fma(double left, string right, string addend) => _dialect.Fma(_dialect.Constant(left), right, addend);

    private int Place(int column, int tile) => ((column * plan.Tiles) + tile) * Lanes;

    private static string Sum(int column, int tile) => $"{(char)('a' + column)}{tile}";
}
