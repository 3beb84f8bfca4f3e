using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The text of Winograd's transforms, vectors along channels. A side of 4 outputs interpolates at 0, 1, -1, 2, -2 and infinity, one of 2 at
/// 0, 1, -1 and infinity (Lavin and Gray 2015, with their matrices B and A). Each is separable: along columns first, then along rows.
/// </summary>
public sealed class WinogradTransformTemplate(CodeWriter writer, WinogradTile tile, Lanes vector, EpilogueText epilogues, bool isDouble)
{
    // Where it is not inlined all the same, it is at least optimised.
    private const string Helper = "[MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]";

    private readonly Dialect _dialect = new(vector, isDouble);

    private string T => _dialect.T;

    private string V => _dialect.V;

    /// <summary>Writes the transform of inputs: the method and its helper for a row.</summary>
    public void WriteInput(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}(");
        using (writer.Open($"    ref {T} x, ref {T} planes, nint plane, int tileColumns, int row, int inputPixel, int channels, int begin, int end)"))
        {
            WriteSteps("pixel", "inputPixel");
            using (writer.Loop("tile", "begin", "end"))
            {
                writer.Line($"ref {T} corner = ref Unsafe.Add(ref x, (tile / tileColumns * {tile.Rows} * row) + (tile % tileColumns * {tile.Columns} * inputPixel));");
                using (writer.Loop("channel", "0", "channels", $"{vector.Count}"))
                {
                    writer.Line($"ref {T} x0 = ref Unsafe.Add(ref corner, channel);");
                    for (int row = 1; row < tile.InputRows; row++)
                        writer.Line($"ref {T} x{row} = ref Unsafe.Add(ref x{row - 1}, row);");
                    writer.Line($"ref {T} to = ref Unsafe.Add(ref planes, (tile * channels) + channel);");
                    if (tile.Rows == 4)
                        WriteColumns4(name);
                    else
                        WriteColumns2(name);
                }
            }
        }

        writer.Line();
        writer.Line("/// <summary>One row of a tile to one row of planes.</summary>");
        writer.Line(Helper);
        string operands = string.Join(", ", Columns.Select(column => $"{V} a{column}"));
        using (writer.Open($"private static void {name}Row({operands}, ref {T} to, nint plane)"))
        {
            if (tile.Columns == 4)
            {
                Declare("sum", Fma(C(-4), "a2", "a4"));
                Declare("difference", Fma(C(-4), "a1", "a3"));
                Declare("sum2", "a4 - a2");
                Declare("difference2", "a3 - a1");
                StorePlanes(Fma(C(4), "a0", Fma(C(-5), "a2", "a4")), "sum + difference", "sum - difference",
                    Fma(C(2), "difference2", "sum2"), Fma(C(-2), "difference2", "sum2"), Fma(C(4), "a1", Fma(C(-5), "a3", "a5")));
            }
            else
            {
                StorePlanes("a0 - a2", "a1 + a2", "a2 - a1", "a1 - a3");
            }
        }
    }

    /// <summary>Writes the transform of products to outputs: the method and its helper for a row.</summary>
    public void WriteOutput(string name, WinogradOutputPlan plan)
    {
        bool residual = plan.Residual;
        string types = residual ? "<TEpilogue, TResidual>" : "<TEpilogue>";
        string constraint = residual ? "    where TEpilogue : struct where TResidual : struct" : "    where TEpilogue : struct";
        string images = residual ? $"ref {T} residual, int residualRow, int residualPixel, " : string.Empty;
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}{types}(");
        writer.Line($"    ref {T} products, nint plane, ref {T} bias, ref {T} y, {images}int tileColumns, int outputRow, int outputPixel, int filters, int rows, int columns, int begin, int end)");
        using (writer.Open(constraint))
        {
            WriteSteps("plane", "plane");
            using (writer.Loop("tile", "begin", "end"))
            {
                writer.Line($"int row = tile / tileColumns * {tile.Rows}, column = tile % tileColumns * {tile.Columns};");
                writer.Line(plan.Pooled
                    ? $"ref {T} corner = ref Unsafe.Add(ref y, (row / 2 * outputRow) + (column / 2 * outputPixel));"
                    : $"ref {T} corner = ref Unsafe.Add(ref y, (row * outputRow) + (column * outputPixel));");
                if (residual)
                    writer.Line($"ref {T} residualCorner = ref Unsafe.Add(ref residual, (row * residualRow) + (column * residualPixel));");
                using (writer.Loop("channel", "0", "filters", $"{vector.Count}"))
                {
                    writer.Line($"ref {T} m0 = ref Unsafe.Add(ref products, (tile * filters) + channel);");
                    for (int row = 1; row < tile.InputRows; row++)
                        writer.Line($"ref {T} m{row} = ref Unsafe.Add(ref m{row - 1}, plane * {tile.InputColumns});");
                    WriteProducts();
                    writer.Line($"{V} b = {_dialect.Load("Unsafe.Add(ref bias, channel)", 0, vector.Count)};");
                    writer.Line($"ref {T} to = ref Unsafe.Add(ref corner, channel);");
                    if (residual)
                        writer.Line($"ref {T} plus = ref Unsafe.Add(ref residualCorner, channel);");
                    int rows = plan.Pooled ? 2 : 1;
                    for (int row = 0; row < tile.Rows; row += rows)
                    {
                        string operands = string.Join(", ", Enumerable.Range(row, rows).SelectMany(of => Columns.Select(column => $"s{of}{column}")));
                        string other = residual ? $"{Row("plus", "residualRow", row)}, residualPixel, " : string.Empty;
                        string call = $"{name}Row{types}({operands}, b, {Row("to", "outputRow", row / rows)}, outputPixel, {other}columns - column);";
                        writer.Line(row == 0 ? call : $"if (row + {row} < rows)\n    {call}");
                    }
                }
            }
        }

        writer.Line();
        if (plan.Pooled)
        {
            WritePooledRow(name, plan);
            return;
        }

        writer.Line("/// <summary>One row of transformed products to one row of outputs, of which the last may hang over the edge.</summary>");
        writer.Line(Helper);
        writer.Line($"private static void {name}Row{types}(");
        writer.Line($"    {string.Join(", ", Columns.Select(column => $"{V} a{column}"))}, {V} b, ref {T} to, int outputPixel, {(residual ? $"ref {T} plus, int residualPixel, " : string.Empty)}int columns)");
        using (writer.Open(constraint))
        {
            WriteResults();
            if (residual)
                WriteResidual();
            epilogues.Write(writer, _dialect, [.. Enumerable.Range(0, tile.Columns).Select(column => $"y{column}")]);
            writer.Line(_dialect.Store("y0", "to", 0, vector.Count));
            for (int column = 1; column < tile.Columns; column++)
                writer.Line($"if (columns > {column})\n    {_dialect.Store($"y{column}", Behind("to", "outputPixel", column), 0, vector.Count)}");
        }
    }

    private void WritePooledRow(string name, WinogradOutputPlan plan)
    {
        writer.Line("/// <summary>Two rows of transformed products to one row of the largest of each 2x2 outputs, of which the last may hang over the edge.</summary>");
        writer.Line(Helper);
        writer.Line($"private static void {name}Row<TEpilogue>(");
        writer.Line($"    {string.Join(", ", Columns.Select(column => $"{V} a{column}").Concat(Columns.Select(column => $"{V} c{column}")))}, {V} b, ref {T} to, int outputPixel, int columns)");
        using (writer.Open("    where TEpilogue : struct"))
        {
            WriteResults();
            WriteResults("c", "z", "2");
            for (int column = 0; column < tile.Columns; column += 2)
            {
                using (writer.Open(column == 0 ? string.Empty : $"if (columns > {column})"))
                {
                    new MaximumText(writer, _dialect, plan.NativeMaximum).Write([$"y{column}", $"y{column + 1}", $"z{column}", $"z{column + 1}"]);
                    epilogues.Write(writer, _dialect, ["result"]);
                    writer.Line(_dialect.Store("result", Behind("to", "outputPixel", column / 2), 0, vector.Count));
                }
            }
        }
    }

    private void WriteResidual()
    {
        using (writer.Open("if (typeof(TResidual) == typeof(Residual))"))
        {
            for (int column = 0; column < tile.Columns; column++)
            {
                string sum = $"y{column} += {_dialect.Load(Behind("plus", "residualPixel", column), 0, vector.Count)};";
                writer.Line(column == 0 ? sum : $"if (columns > {column})\n    {sum}");
            }
        }
    }

    private static string Row(string place, string distance, int count) => "ref " + Behind(place, distance, count);

    /// <summary>What is some distances behind a place.</summary>
    private static string Behind(string place, string distance, int count) =>
        count == 0 ? place : $"Unsafe.Add(ref {place}, {distance}{(count == 1 ? string.Empty : $" * {count}")})";

    private IEnumerable<int> Columns => Enumerable.Range(0, tile.InputColumns);

    /// <summary>Multiples of a distance, so that addresses need no multiplication.</summary>
    private void WriteSteps(string name, string distance) => writer.Line(
        $"nuint {string.Join(", ", Enumerable.Range(1, tile.InputColumns - 1).Select(step => $"{name}{step} = (nuint){(step == 1 ? distance : $"({distance} * {step})")}"))};");

    private string X(int row, int column) => column == 0 ? _dialect.Load($"x{row}", 0, vector.Count) : _dialect.LoadBehind($"x{row}", $"pixel{column}");

    private string M(int row, int column) => column == 0 ? _dialect.Load($"m{row}", 0, vector.Count) : _dialect.LoadBehind($"m{row}", $"plane{column}");

    private string C(double number) => _dialect.Constant(number);

    private string Fma(string left, string right, string addend) => _dialect.Fma(left, right, addend);

    private void Declare(string name, string value) => writer.Line($"{V} {name} = {value};");

    private void StorePlanes(params string[] values)
    {
        for (int column = 0; column < values.Length; column++)
            writer.Line(_dialect.Store(values[column], Behind("to", "plane", column), 0, vector.Count));
    }

    private void WriteRow(string name, int row, Func<int, string> value) => writer.Line(
        $"{name}Row({string.Join(", ", Columns.Select(value))}, {Row("to", "plane", row * tile.InputColumns)}, plane);");

    private void WriteColumns4(string name)
    {
        foreach (int column in Columns)
            Declare($"a{column}", Fma(C(4), X(0, column), Fma(C(-5), X(2, column), X(4, column))));
        WriteRow(name, 0, column => $"a{column}");
        WritePair(1, 2, column => Fma(C(-4), X(2, column), X(4, column)), column => Fma(C(-4), X(1, column), X(3, column)));
        WritePair(3, 4, column => $"{X(4, column)} - {X(2, column)}", column => $"{C(2)} * ({X(3, column)} - {X(1, column)})");
        foreach (int column in Columns)
            Declare($"f{column}", Fma(C(4), X(1, column), Fma(C(-5), X(3, column), X(5, column))));
        WriteRow(name, 5, column => $"f{column}");

        void WritePair(int first, int second, Func<int, string> even, Func<int, string> odd)
        {
            (char evens, char odds) = first == 1 ? ('b', 'c') : ('d', 'e');
            foreach (int column in Columns)
            {
                Declare($"{evens}{column}", even(column));
                Declare($"{odds}{column}", odd(column));
            }

            WriteRow(name, first, column => $"{evens}{column} + {odds}{column}");
            WriteRow(name, second, column => $"{evens}{column} - {odds}{column}");
        }
    }

    private void WriteColumns2(string name)
    {
        (char Variable, int Left, string Sign, int Right)[] rows = [('a', 0, "-", 2), ('b', 1, "+", 2), ('c', 2, "-", 1), ('d', 1, "-", 3)];
        for (int row = 0; row < rows.Length; row++)
        {
            foreach (int column in Columns)
                Declare($"{rows[row].Variable}{column}", $"{X(rows[row].Left, column)} {rows[row].Sign} {X(rows[row].Right, column)}");
            WriteRow(name, row, column => $"{rows[row].Variable}{column}");
        }
    }

    private void WriteProducts()
    {
        foreach (int column in Columns)
        {
            if (tile.Rows == 4)
            {
                Declare($"p{column}", $"{M(1, column)} + {M(2, column)}");
                Declare($"q{column}", $"{M(1, column)} - {M(2, column)}");
                Declare($"r{column}", $"{M(3, column)} + {M(4, column)}");
                Declare($"t{column}", $"{M(3, column)} - {M(4, column)}");
                Declare($"s0{column}", $"{M(0, column)} + p{column} + r{column}");
                Declare($"s1{column}", Fma(C(2), $"t{column}", $"q{column}"));
                Declare($"s2{column}", Fma(C(4), $"r{column}", $"p{column}"));
                Declare($"s3{column}", $"{Fma(C(8), $"t{column}", $"q{column}")} + {M(5, column)}");
            }
            else
            {
                Declare($"s0{column}", $"{M(0, column)} + {M(1, column)} + {M(2, column)}");
                Declare($"s1{column}", $"{M(1, column)} - {M(2, column)} - {M(3, column)}");
            }
        }
    }

    /// <summary>Writes the results of a row of transformed products, and the names of what lies between with <paramref name="number"/>.</summary>
    private void WriteResults(string a = "a", string y = "y", string number = "")
    {
        if (tile.Columns == 4)
        {
            Declare($"p{number}", $"{a}1 + {a}2");
            Declare($"q{number}", $"{a}1 - {a}2");
            Declare($"r{number}", $"{a}3 + {a}4");
            Declare($"t{number}", $"{a}3 - {a}4");
            Declare($"{y}0", $"{a}0 + p{number} + r{number} + b");
            Declare($"{y}1", $"{Fma(C(2), $"t{number}", $"q{number}")} + b");
            Declare($"{y}2", $"{Fma(C(4), $"r{number}", $"p{number}")} + b");
            Declare($"{y}3", $"{Fma(C(8), $"t{number}", $"q{number}")} + {a}5 + b");
        }
        else
        {
            Declare($"{y}0", $"{a}0 + {a}1 + {a}2 + b");
            Declare($"{y}1", $"{a}1 - {a}2 - {a}3 + b");
        }
    }
}
