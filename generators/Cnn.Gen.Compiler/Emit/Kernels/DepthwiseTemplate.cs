using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="DepthwisePlan"/>.</summary>
public sealed class DepthwiseTemplate(CodeWriter writer, DepthwisePlan plan, EpilogueText epilogues, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(DepthwisePlan plan) =>
        $"{(plan.KnownImage ? $"{plan.Rows}x{plan.Columns} pixels" : "Images")} by {plan.Channels} channels. A tile is {plan.TileRows}x{plan.TileColumns} pixels by "
        + $"{plan.Vector.Count} channels; {(plan.Unrolled ? "the window is" : "each row of the window is")} written out.";

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}<TEpilogue>(");
        string strides = plan.KnownImage ? string.Empty : string.Concat(plan.Strides.Select(stride => $"int {stride.Name}, "));
        string bias = plan.Bias ? $"ref {T} bias, " : string.Empty;
        writer.Line($"    ref {T} x, ref {T} weights, {bias}ref {T} y, int outputImage, int outputRow, {strides}int begin, int end)");
        using (writer.Open("    where TEpilogue : struct"))
        {
            if (!plan.KnownImage && plan.TileRows > 1)
                writer.Line($"int rowTiles = (rows + {plan.TileRows - 1}) / {plan.TileRows};");
            using (writer.Loop("unit", "begin", "end"))
            {
                WriteRows();
                WriteChannels();
            }
        }
    }

    /// <summary>Which rows of which image a unit is.</summary>
    private void WriteRows()
    {
        string rowTiles = plan.KnownImage ? $"{plan.RowTiles}" : plan.TileRows > 1 ? "rowTiles" : "rows";
        string inputImage = plan.KnownImage ? $"{plan.InputImage}" : "inputImage", inputRow = plan.Unrolled ? $"{plan.InputRow}" : "inputRow";
        bool one = plan.KnownImage && plan.RowTiles == 1, even = plan.KnownImage && plan.Rows % plan.TileRows == 0;
        string row = plan.TileRows == 1 ? $"unit % {rowTiles}" : even ? $"unit % {rowTiles} * {plan.TileRows}"
            : $"Math.Min(unit % {rowTiles} * {plan.TileRows}, {(plan.KnownImage ? $"{plan.Rows - plan.TileRows}" : $"rows - {plan.TileRows}")})";
        writer.Line(one ? "int image = unit;" : $"int image = unit / {rowTiles}, row = {row};");
        writer.Line($"ref {T} firstInput = ref Unsafe.Add(ref x, ((nint)image * {inputImage}){(one ? string.Empty : $" + (row * {inputRow})")});");
        writer.Line($"ref {T} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage){(one ? string.Empty : " + (row * outputRow)")});");
    }

    private void WriteChannels()
    {
        int whole = plan.Channels / plan.Vector.Count * plan.Vector.Count;
        if (whole > 0)
        {
            using (writer.Loop("channel", "0", !plan.KnownImage && plan.HasWholeVectors ? "channels" : $"{whole}", $"{plan.Vector.Count}"))
                WriteColumns("channel", plan.Vector.Count);
        }

        if (whole < plan.Channels)
        {
            using (writer.Open(string.Empty))
                WriteColumns($"{whole}", plan.Channels - whole);
        }
    }

    /// <summary>Some channels of all columns: neighbouring tiles share columns of inputs, which are still in the first-level cache.</summary>
    private void WriteColumns(string channel, int lanes)
    {
        if (plan.KnownImage && plan.ColumnTiles == 1)
        {
            WriteTile("0", channel, lanes);
            return;
        }

        bool even = plan.TileColumns == 1 || (plan.KnownImage && plan.Columns % plan.TileColumns == 0);
        using (writer.Loop(even ? "column" : "tile", "0", plan.KnownImage ? $"{plan.Columns}" : "columns", $"{plan.TileColumns}"))
        {
            if (!even)
                writer.Line($"int column = Math.Min(tile, {(plan.KnownImage ? $"{plan.Columns - plan.TileColumns}" : $"columns - {plan.TileColumns}")});");
            WriteTile("column", channel, lanes);
        }
    }

    private void WriteTile(string column, string channel, int lanes)
    {
        string Place(int pixel) => column == "0" ? channel : $"({column} * {pixel}) + {channel}";
        writer.Line($"ref {T} input = ref Unsafe.Add(ref firstInput, {Place(plan.InputPixel)});");
        writer.Line($"ref {T} output = ref Unsafe.Add(ref firstOutput, {Place(plan.OutputPixel)});");
        writer.Line($"ref {T} w = ref Unsafe.Add(ref weights, {channel});");
        string start = plan.Bias ? _dialect.Load($"Unsafe.Add(ref bias, {channel})", 0, plan.Vector.Count) : _dialect.Zero;
        writer.Line($"{_dialect.V} a0 = {start};");
        if (Pixels > 1)
            writer.Line($"{_dialect.V} {string.Join(", ", Enumerable.Range(1, Pixels - 1).Select(pixel => $"a{pixel} = a0"))};");
        writer.Line($"{_dialect.V} wa;");
        WriteSum(lanes);
        epilogues.Write(writer, _dialect, [.. Enumerable.Range(0, Pixels).Select(pixel => $"a{pixel}")]);
        for (int row = 1; row < plan.TileRows; row++)
            writer.Line($"ref {T} output{row} = ref Unsafe.Add(ref output, {(row == 1 ? "outputRow" : $"outputRow * {row}")});");
        for (int pixel = 0; pixel < Pixels; pixel++)
            writer.Line(_dialect.Store($"a{pixel}", InRow("output", pixel / plan.TileColumns), pixel % plan.TileColumns * plan.OutputPixel, lanes));
    }

    private int Pixels => plan.TileRows * plan.TileColumns;

    private void WriteSum(int lanes)
    {
        TapGrid taps = plan.Taps;
        if (plan.Unrolled)
        {
            for (int tap = 0; tap < taps.Rows * taps.Columns; tap++)
            {
                writer.Line($"wa = {_dialect.Load("w", tap * plan.PaddedChannels, plan.Vector.Count)};");
                for (int pixel = 0; pixel < Pixels; pixel++)
                {
                    WriteMultiplyAdd(pixel, "input", lanes, (pixel / plan.TileColumns * plan.InputRow) + (tap / taps.Columns * taps.RowStep)
                        + (tap % taps.Columns * taps.ColumnStep) + (pixel % plan.TileColumns * plan.InputPixel));
                }
            }

            return;
        }

        using (writer.Loop("tapRow", "0", "tapRows"))
        {
            writer.Line($"ref {T} k = ref Unsafe.Add(ref input, tapRow * tapRowStep);");
            for (int row = 1; row < plan.TileRows; row++)
                writer.Line($"ref {T} k{row} = ref Unsafe.Add(ref k, {(row == 1 ? "inputRow" : $"inputRow * {row}")});");
            for (int column = 0; column < taps.Columns; column++)
            {
                writer.Line($"wa = {_dialect.Load("w", column * plan.PaddedChannels, plan.Vector.Count)};");
                for (int pixel = 0; pixel < Pixels; pixel++)
                    WriteMultiplyAdd(pixel, InRow("k", pixel / plan.TileColumns), lanes, (column * taps.ColumnStep) + (pixel % plan.TileColumns * plan.InputPixel));
            }

            writer.Line($"w = ref Unsafe.Add(ref w, {taps.Columns * plan.PaddedChannels});");
        }
    }

    private void WriteMultiplyAdd(int pixel, string input, int lanes, int offset) =>
        writer.Line($"a{pixel} = {_dialect.Fma(_dialect.Load(input, offset, lanes), "wa", $"a{pixel}")};");

    private static string InRow(string name, int row) => row == 0 ? name : $"{name}{row}";
}

/// <summary>The text of a <see cref="DepthwiseFilterGradPlan"/>.</summary>
public sealed class DepthwiseFilterGradTemplate(CodeWriter writer, DepthwiseFilterGradPlan plan, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    private int TileTaps => plan.WholeWindow ? plan.Taps.Rows * plan.Taps.Columns : plan.TileTaps;

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}(ref {T} x, ref {T} dy, ref {T} dw, int images, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            int tiles = plan.Units / plan.Blocks;
            TapGrid taps = plan.Taps;
            writer.Line($"int channel = {(tiles == 1 ? "unit" : $"unit / {tiles}")} * {plan.Vector.Count};");
            if (plan.WholeWindow)
            {
                writer.Line("const int tap = 0, place = 0;");
            }
            else
            {
                writer.Line($"int tapColumn = Math.Min(unit % {plan.TapTiles} * {plan.TileTaps}, {taps.Columns - plan.TileTaps});");
                writer.Line($"int tapRow = unit / {plan.TapTiles} % {taps.Rows};");
                writer.Line($"int tap = (tapRow * {taps.Columns}) + tapColumn, place = (tapRow * {taps.RowStep}) + (tapColumn * {taps.ColumnStep});");
            }

            int last = plan.Channels - ((plan.Blocks - 1) * plan.Vector.Count);
            if (last == plan.Vector.Count || plan.Blocks == 1)
            {
                WriteTile(last);
                return;
            }

            using (writer.Open($"if (channel < {(plan.Blocks - 1) * plan.Vector.Count})"))
                WriteTile(plan.Vector.Count);
            using (writer.Open("else"))
                WriteTile(last);
        }
    }

    private void WriteTile(int lanes)
    {
        int[] offsets = [.. Enumerable.Range(0, TileTaps).Select(tap =>
            (tap / plan.Taps.Columns * plan.Taps.RowStep) + (tap % plan.Taps.Columns * plan.Taps.ColumnStep))];
        writer.Line($"{_dialect.V} {string.Join(", ", offsets.Select((_, tap) => $"a{tap} = {_dialect.Zero}"))};");
        using (writer.Loop("image", "0", "images"))
        using (writer.Loop("row", "0", $"{plan.Rows}"))
        {
            writer.Line($"ref {T} input = ref Unsafe.Add(ref x, ((nint)image * {plan.InputImage}) + (row * {plan.InputRow}) + place + channel);");
            writer.Line($"ref {T} gradient = ref Unsafe.Add(ref dy, ((nint)image * {plan.OutputImage}) + (row * {plan.OutputRow}) + channel);");
            using (writer.Loop("column", "0", $"{plan.Columns}"))
            {
                writer.Line($"{_dialect.V} d = {_dialect.Load("gradient", 0, lanes)};");
                for (int tap = 0; tap < offsets.Length; tap++)
                    writer.Line($"a{tap} = {_dialect.Fma(_dialect.Load("input", offsets[tap], lanes), "d", $"a{tap}")};");
                writer.Line($"input = ref Unsafe.Add(ref input, {plan.InputPixel});");
                writer.Line($"gradient = ref Unsafe.Add(ref gradient, {plan.OutputPixel});");
            }
        }

        writer.Line($"ref {T} sums = ref Unsafe.Add(ref dw, (tap * {plan.Channels}) + channel);");
        for (int tap = 0; tap < offsets.Length; tap++)
            writer.Line(_dialect.Store($"a{tap}", "sums", (long)tap * plan.Channels, lanes));
    }
}
