using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="TilePlan"/>.</summary>
/// <param name="writer">Where to write.</param>
/// <param name="plan">The plan.</param>
/// <param name="epilogues">What the kernel may apply to its results.</param>
/// <param name="isDouble">Whether elements are double precision.</param>
/// <param name="together">Blocks that a tile goes over.</param>
public sealed partial class TileTemplate(CodeWriter writer, TilePlan plan, EpilogueText epilogues, bool isDouble, int together = 1)
{
    private readonly int _vectors = together * plan.Vectors;
    private readonly Dialect _dialect = new(plan.Vector, isDouble);
    private readonly int _blocks = plan.Groups * plan.Blocks;

    private string T => _dialect.T;

    /// <summary>What was decided, in a few lines for the reader.</summary>
    public static string Describe(TilePlan plan)
    {
        string outputs = plan.IsProduct ? "A batch" : plan.Strided ? "Images" : $"{plan.Rows}x{plan.Columns} pixels";
        string tile = plan.IsProduct ? $"{plan.TileColumns} {(plan.TileColumns == 1 ? "pixel" : "pixels")}" : $"{plan.TileRows}x{plan.TileColumns} pixels";
        int multiplyAdds = plan.TileRows * plan.TileColumns * plan.Vectors;
        string sum = plan.Sum == SumLoop.Unrolled
            ? $"The sum of {plan.Taps.Length} is written out: {multiplyAdds * plan.Taps.Length} multiply-adds."
            : plan.Parts > 1 ? $"The sum of {plan.Taps.Length} is a loop over {plan.Parts} parts of it side by side, so that multiply-adds need not wait for each other."
            : $"The sum of {plan.Taps.Length} is a loop, {plan.Step} at a time: {multiplyAdds * plan.Step} multiply-adds.";
        string order = plan.IsProduct ? string.Empty
            : plan.BlocksOutside ? " One block's weights go over the whole image." : " All blocks go over one row of tiles.";
        string weights = plan.Weights == WeightFormat.BFloat16
            ? "\nWeights are bfloat16, two elements of the sum in a word: the lower half is widened by a shift, the upper by a mask." : string.Empty;
        string single = plan.BlocksTogether > 1 ? $", or of one pixel by {plan.BlocksTogether * plan.Vectors} x {plan.Vector.Count}" : string.Empty;
        return $"{outputs} by {plan.Groups * plan.Filters} channels; a tile is {tile} by {plan.Vectors} x {plan.Vector.Count} channels{single}.\n{sum}{order}{weights}";
    }

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        string bias = plan.Bias ? $"ref {T} bias, " : string.Empty;
        string strides = plan.IsProduct ? "int pixels, " : "int outputImage, int outputRow, ";
        if (plan.Strided)
            strides += string.Concat(plan.Strides.Select(stride => $"int {stride.Name}, "));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}<TEpilogue>(");
        writer.Line($"    ref {T} x, ref {T} weights, {bias}ref {T} y, {strides}int begin, int end)");
        using (writer.Open("    where TEpilogue : struct"))
        {
            if (plan.IsProduct)
                WriteProduct();
            else
                WriteSweep();
        }
    }

    private void WriteSweep()
    {
        if (plan.Strided)
        {
            WriteStrided();
            return;
        }

        using (writer.Loop("unit", "begin", "end"))
        {
            WriteRows();
            if (_blocks == 1)
            {
                WriteBlock("0");
                WriteColumns("0");
            }
            else if (plan.BlocksOutside)
            {
                writer.Line($"int block = unit / {plan.RowTiles} % {_blocks};");
                WriteBlock("block");
                WriteColumns("block");
            }
            else
            {
                using (writer.Loop("block", "0", $"{_blocks}"))
                {
                    WriteBlock("block");
                    WriteColumns("block");
                }
            }
        }
    }

    private void WriteStrided()
    {
        string rowTiles = "rows";
        if (plan.TileRows > 1)
            writer.Line($"int {rowTiles = "rowTiles"} = (rows + {plan.TileRows - 1}) / {plan.TileRows};");
        using (writer.Loop("unit", "begin", "end"))
        {
            writer.Line($"int image = unit / ({rowTiles} * outerBlocks);");
            string tile = $"unit % {rowTiles}";
            writer.Line($"int row = {(plan.TileRows == 1 ? tile : $"Math.Min({tile} * {plan.TileRows}, rows - {plan.TileRows})")};");
            writer.Line($"ref {T} firstInput = ref Unsafe.Add(ref x, ((nint)image * inputImage) + (row * inputRow));");
            writer.Line($"ref {T} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage) + (row * outputRow));");
            writer.Line($"int firstBlock = unit / {rowTiles} % outerBlocks * innerBlocks;");
            using (writer.Loop("block", "firstBlock", "firstBlock + innerBlocks"))
            {
                WriteBlock("block");
                if (plan.FetchedLines > 0)
                    writer.Line("nint ahead = fetchFirst + (row * fetchRow);   // Weights that are used next are fetched while these are in use.");
                WriteColumns("block");
            }
        }
    }

    private void WriteRows()
    {
        int perImage = plan.UnitsPerImage;
        writer.Line(perImage == 1 ? "int image = unit;" : $"int image = unit / {perImage};");
        string tile = plan.BlocksOutside && _blocks > 1 ? $"unit % {plan.RowTiles}" : $"unit % {perImage}";
        string row = plan.RowTiles == 1 ? "0"
            : plan.TileRows == 1 ? tile
            : plan.Rows % plan.TileRows == 0 ? $"{tile} * {plan.TileRows}"
            : $"Math.Min({tile} * {plan.TileRows}, {plan.Rows - plan.TileRows})";
        string inputRow = plan.RowTiles == 1 ? string.Empty : $" + (row * {plan.InputRow})";
        string outputRow = plan.RowTiles == 1 ? string.Empty : " + (row * outputRow)";
        if (plan.RowTiles > 1)
            writer.Line($"int row = {row};");
        writer.Line($"ref {T} firstInput = ref Unsafe.Add(ref x, ((nint)image * {plan.InputImage}){inputRow});");
        writer.Line($"ref {T} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage){outputRow});");
    }

    private void WriteBlock(string block)
    {
        string place = plan.Strided ? $"((nint)image * imageWeights) + ((nint){block} * blockWeights)" : $"(nint){block} * {plan.WordsPerBlock}";
        writer.Line(block == "0" ? $"ref {T} w0 = ref weights;" : $"ref {T} w0 = ref Unsafe.Add(ref weights, {place});");
        if (plan.Bias)
            writer.Line(block == "0" ? $"ref {T} blockBias = ref bias;" : $"ref {T} blockBias = ref Unsafe.Add(ref bias, {block} * {plan.Block});");
    }

    private void WriteColumns(string block)
    {
        string channel = block == "0" ? string.Empty
            : plan.Groups == 1 ? $" + ({block} * {plan.Block})"
            : plan.Blocks == 1 ? $" + ({block} * {plan.Filters})"
            : $" + ({block} / {plan.Blocks} * {plan.Filters}) + ({block} % {plan.Blocks} * {plan.Block})";
        string group = plan.Groups == 1 ? string.Empty : plan.Blocks == 1 ? $" + ({block} * {plan.Taps.Run})" : $" + ({block} / {plan.Blocks} * {plan.Taps.Run})";
        if (plan.ColumnTiles == 1 && !plan.Strided)
        {
            using (writer.Open(string.Empty))
                WriteTile(Reference("input", "firstInput", group), Reference("output", "firstOutput", channel), plan.TileRows, plan.TileColumns, block);
            return;
        }

        bool even = plan.TileColumns == 1 || (!plan.Strided && plan.Columns % plan.TileColumns == 0);
        using (writer.Loop(even ? "column" : "tile", "0", plan.Strided ? "columns" : $"{plan.Columns}", $"{plan.TileColumns}"))
        {
            if (!even)
                writer.Line($"int column = Math.Min(tile, {(plan.Strided ? $"columns - {plan.TileColumns}" : $"{plan.Columns - plan.TileColumns}")});");
            WriteTile(Reference("input", "firstInput", $" + (column * {plan.InputPixel}){group}"),
                Reference("output", "firstOutput", $" + (column * {OutputPixel}){channel}"), plan.TileRows, plan.TileColumns, block);
        }
    }

    private string Reference(string name, string from, string offset) => offset.Length == 0
        ? $"ref {T} {name} = ref {from};"
        : $"ref {T} {name} = ref Unsafe.Add(ref {from}, {offset.Substring(3)});";

    private void WriteTile(string input, string output, int rows, int columns, string block)
    {
        int pixels = rows * columns;
        writer.Line(input);
        for (int vector = 0; vector < _vectors; vector++)
        {
            string start = plan.Bias ? _dialect.Load("blockBias", vector * plan.Vector.Count, plan.Vector.Count) : _dialect.Zero;
            writer.Line($"{_dialect.V} {Sum(vector, 0)} = {start};");
            if (pixels > 1)
                writer.Line($"{_dialect.V} {string.Join(", ", Enumerable.Range(1, pixels - 1).Select(pixel => $"{Sum(vector, pixel)} = {Sum(vector, 0)}"))};");
        }

        WriteSum(rows, columns);
        epilogues.Write(writer, _dialect, [.. Enumerable.Range(0, _vectors).SelectMany(vector => Enumerable.Range(0, pixels).Select(pixel => Sum(vector, pixel)))]);
        writer.Line(output);
        WriteStores(rows, columns, block);
    }

    private void WriteSum(int rows, int columns)
    {
        TapGrid taps = plan.Taps;
        writer.Line($"{_dialect.V} {string.Join(", ", Operands(rows * columns))};");
        if (plan.Sum == SumLoop.Unrolled)
        {
            int[] offsets = [.. taps.Offsets()];
            for (int run = 0; run < offsets.Length / taps.Run; run++)
                WriteSteps("input", offsets.Skip(run * taps.Run).Take(taps.Run), "w0", run * plan.Words(taps.Run), rows, columns);
            return;
        }

        writer.Line($"ref {T} w = ref w0;");
        string from = "input";
        var blocks = new Stack<CodeWriter.Block>();
        if (taps.Rows > 1 || plan.Strided)
        {
            blocks.Push(writer.Loop("tapRow", "0", plan.Strided ? "tapRows" : $"{taps.Rows}"));
            writer.Line($"ref {T} inputTaps = ref Unsafe.Add(ref {from}, tapRow * {(plan.Strided ? "tapRowStep" : $"{taps.RowStep}")});");
            from = "inputTaps";
        }

        if (taps.Columns > 1)
        {
            blocks.Push(writer.Loop("tapColumn", "0", $"{taps.Columns}"));
            writer.Line($"ref {T} inputTap = ref Unsafe.Add(ref {from}, tapColumn * {taps.ColumnStep});");
            from = "inputTap";
        }

        int whole = taps.Run / plan.Step * plan.Step;
        bool loop = whole > plan.Step || !plan.KnownRun;
        writer.Line($"ref {T} k = ref {from};");
        for (int row = 1; plan.Strided && row < rows; row++)
            writer.Line($"ref {T} k{row} = ref Unsafe.Add(ref k, {(row == 1 ? "inputRow" : $"inputRow * {row}")});");
        if (loop)
        {
            using (writer.Loop("element", "0", plan.KnownRun ? $"{whole}" : "run", $"{plan.Step}"))
                WriteSteps(plan.Step, rows, columns);
        }
        else
        {
            WriteSteps(plan.Step, rows, columns);
        }

        if (whole < taps.Run)
            WriteSteps(taps.Run - whole, rows, columns);
        while (blocks.Count > 0)
            blocks.Pop().Dispose();
    }

    private void WriteSteps(int count, int rows, int columns)
    {
        WriteSteps("k", Enumerable.Range(0, count), "w", 0, rows, columns);
        writer.Line($"k = ref Unsafe.Add(ref k, {count});");
        for (int row = 1; plan.Strided && row < rows; row++)
            writer.Line($"k{row} = ref Unsafe.Add(ref k{row}, {count});");
        writer.Line($"w = ref Unsafe.Add(ref w, {plan.Words(count) * plan.Block});");
    }

    private void WriteStores(int rows, int columns, string block)
    {
        for (int row = 1; row < rows; row++)
            writer.Line($"ref {T} output{row} = ref Unsafe.Add(ref output, {(row == 1 ? "outputRow" : $"outputRow * {row}")});");

        for (int column = 1; plan.Strided && column < columns; column++)
            writer.Line($"nuint pixel{column} = (nuint){(column == 1 ? "outputPixel" : $"(outputPixel * {column})")};");
        int before = (together - 1) * plan.Block, last = before + plan.Filters - ((plan.Blocks - 1) * plan.Block);
        if (last == before + plan.Block || plan.Blocks == together)
        {
            WriteStores(rows, columns, last);
            return;
        }

        string index = plan.Groups == 1 ? block : $"{block} % {plan.Blocks}";
        string final = plan.Strided && plan.Groups == 1 ? "(outerBlocks * innerBlocks) - 1" : $"{plan.Blocks - together}";
        using (writer.Open($"if ({index} < {final})"))
            WriteStores(rows, columns, before + plan.Block);
        using (writer.Open("else"))
            WriteStores(rows, columns, last);
    }

    private void WriteStores(int rows, int columns, int channels)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                for (int vector = 0; vector * plan.Vector.Count < channels; vector++)
                {
                    int count = Math.Min(plan.Vector.Count, channels - (vector * plan.Vector.Count));
                    string sum = Sum(vector, (row * columns) + column);
                    string place = row == 0 ? "output" : $"output{row}";
                    if (plan.Strided && column > 0)
                        writer.Line(_dialect.StoreBehind(sum, place, $"pixel{column}", vector * plan.Vector.Count, count));
                    else
                        writer.Line(_dialect.Store(sum, place, (column * plan.OutputPixel) + (vector * plan.Vector.Count), count));
                }
            }
        }
    }

    private string OutputPixel => plan.Strided ? "outputPixel" : $"{plan.OutputPixel}";

    private static string Sum(int vector, int pixel) => $"{Letter(vector)}{pixel}";

    private static char Letter(int vector) => (char)('a' + vector);
}
