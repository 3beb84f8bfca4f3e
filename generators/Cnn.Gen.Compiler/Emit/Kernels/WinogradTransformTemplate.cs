using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The text of Winograd's transforms, vectors along channels. They are separable: along columns first, then along rows. With stride 1 both are written out,
/// and what lies between stays in registers; with stride 2 they are loops, and it is kept where the results of the first stand among the planes.
/// </summary>
public sealed partial class WinogradTransformTemplate(CodeWriter writer, WinogradTile tile, Lanes vector, EpilogueText epilogues, bool isDouble)
{
    // Where it is not inlined all the same, it is at least optimised.
    internal const string Helper = "[MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]";

    private readonly Dialect _dialect = new(vector, isDouble);

    private string T => _dialect.T;

    private string V => _dialect.V;

    /// <summary>Whether both stages are loops: the tiles of windows that move by two have as many rows as columns, and are few, so that text counts more than time.</summary>
    private bool IsLoop => tile.Stride > 1;

    /// <summary>Parameters that say how planes lie, see <see cref="PlaneLayout"/>; a loop's rows and channels touch.</summary>
    private string Distances => IsLoop ? "nint plane, int tilePixel" : "nint plane, nint planeRow, int tilePixel, int tileChannel";

    /// <summary>Where a tile's vector of channels is among its plane.</summary>
    private string Place => IsLoop ? "(tile * tilePixel) + channel" : "(tile * tilePixel) + (channel * tileChannel)";

    /// <summary>Writes the transform of inputs: the method and its helper for a row.</summary>
    public void WriteInput(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}(");
        using (writer.Open($"    ref {T} x, ref {T} planes, {Distances}, int tileColumns, int row, int inputPixel, int channels, int begin, int end)"))
        {
            if (IsLoop)
            {
                WriteSteps("row", "row");
                WriteSteps("plane", "plane");
            }
            else
            {
                WriteSteps("pixel", "inputPixel");
            }

            using (writer.Loop("tile", "begin", "end"))
            {
                writer.Line($"ref {T} corner = ref Unsafe.Add(ref x, (tile / tileColumns * {tile.Rows} * row) + (tile % tileColumns * {tile.Columns} * inputPixel));");
                using (writer.Loop("channel", "0", "channels", $"{vector.Count}"))
                {
                    writer.Line($"ref {T} to = ref Unsafe.Add(ref planes, {Place});");
                    if (IsLoop)
                        WriteInputLoops(name);
                    else
                        WriteInputColumns(name);
                }
            }
        }

        writer.Line();
        writer.Line($"/// <summary>One row {(IsLoop ? "or column " : string.Empty)}of a tile to one {(IsLoop ? string.Empty : "row ")}of planes.</summary>");
        writer.Line(Helper);
        string operands = string.Join(", ", Columns.Select(column => $"{V} a{column}"));
        using (writer.Open($"private static void {name}Row({operands}, ref {T} to, nint plane)"))
        {
            WriteInputRow();
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
        writer.Line($"    ref {T} products, {Distances}, ref {T} bias, ref {T} y, {images}int tileColumns, int outputRow, int outputPixel, int filters, int rows, int columns, int begin, int end)");
        using (writer.Open(constraint))
        {
            WriteSteps("plane", "plane");
            if (IsLoop)
                WriteSteps("row", $"plane * {tile.InputColumns}");
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
                    writer.Line($"ref {T} m0 = ref Unsafe.Add(ref products, {Place});");
                    if (IsLoop)
                        WriteColumnLoop(name);
                    else
                        WriteProducts();
                    writer.Line($"{V} b = {_dialect.Load("Unsafe.Add(ref bias, channel)", 0, vector.Count)};");
                    writer.Line($"ref {T} to = ref Unsafe.Add(ref corner, channel);");
                    if (residual)
                        writer.Line($"ref {T} plus = ref Unsafe.Add(ref residualCorner, channel);");
                    if (IsLoop)
                        WriteRowLoop(name + "Row" + types, plan);
                    int rows = plan.Pooled ? 2 : 1;
                    for (int row = 0; row < tile.Rows && !IsLoop; row += rows)
                    {
                        string operands = string.Join(", ", Enumerable.Range(row, rows).SelectMany(of => Columns.Select(column => $"s{of}{column}")));
                        string other = residual ? $"{Row("plus", "residualRow", row)}, residualPixel, " : string.Empty;
                        string call = $"{name}Row{types}({operands}, b, {Row("to", "outputRow", row / rows)}, outputPixel, {other}columns - column);";
                        writer.Line(row == 0 ? call : $"if (row + {row} < rows)\n    {call}");
                    }
                }
            }
        }

        if (IsLoop)
            WriteColumn(name);
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
    internal static string Behind(string place, string distance, int count) =>
        count == 0 ? place : $"Unsafe.Add(ref {place}, {distance}{(count == 1 ? string.Empty : $" * {count}")})";

    private IEnumerable<int> Columns => Enumerable.Range(0, tile.InputColumns);

    /// <summary>Multiples of a distance, so that addresses need no multiplication.</summary>
    private void WriteSteps(string name, string distance) => writer.Line(
        $"nuint {string.Join(", ", Enumerable.Range(1, tile.InputColumns - 1).Select(step => $"{name}{step} = (nuint){(step == 1 ? distance : $"({distance} * {step})")}"))};");

    /// <summary>Vectors at multiples of a distance.</summary>
    private string Loads(string place, string distance) => string.Join(", ", Columns.Select(step =>
        step == 0 ? _dialect.Load(place, 0, vector.Count) : _dialect.LoadBehind(place, $"{distance}{step}")));

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
        $"{name}Row({string.Join(", ", Columns.Select(value))}, {Row("to", "planeRow", row)}, plane);");
}
