using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="DepthwisePlan"/>.</summary>
public sealed class DepthwiseTemplate(CodeWriter writer, DepthwisePlan plan, EpilogueText epilogues, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(DepthwisePlan plan) =>
        $"{(plan.Unrolled ? $"{plan.Rows}x{plan.Columns} pixels" : "Images")} by {plan.Channels} channels. A tile is {plan.TileColumns} pixels by "
        + $"{plan.Vector.Count} channels; {(plan.Unrolled ? "the window is" : "each row of the window is")} written out.";

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}<TEpilogue>(");
        string strides = plan.Unrolled ? string.Empty : string.Concat(plan.Strides.Select(stride => $"int {stride.Name}, "));
        string bias = plan.Bias ? $"ref {T} bias, " : string.Empty;
        writer.Line($"    ref {T} x, ref {T} weights, {bias}ref {T} y, int outputImage, int outputRow, {strides}int begin, int end)");
        using (writer.Open("    where TEpilogue : struct"))
        using (writer.Loop("unit", "begin", "end"))
        {
            if (plan.Unrolled)
                WriteKnownImage();
            else
                WriteImage();
        }
    }

    private void WriteImage()
    {
        writer.Line("int image = unit / rows, row = unit % rows;");
        writer.Line($"ref {T} firstInput = ref Unsafe.Add(ref x, ((nint)image * inputImage) + (row * inputRow));");
        writer.Line($"ref {T} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage) + (row * outputRow));");
        using (writer.Loop("tile", "0", "columns", $"{plan.TileColumns}"))
        {
            writer.Line($"int column = Math.Min(tile, columns - {plan.TileColumns});");
            WriteChannels();
        }
    }

    private void WriteKnownImage()
    {
        string row = plan.Rows == 1 ? "0" : $"unit % {plan.Rows}";
        writer.Line(plan.Rows == 1 ? "int image = unit;" : $"int image = unit / {plan.Rows}, row = {row};");
        string rows = plan.Rows == 1 ? string.Empty : $" + (row * {plan.InputRow})";
        writer.Line($"ref {T} firstInput = ref Unsafe.Add(ref x, ((nint)image * {plan.InputImage}){rows});");
        writer.Line($"ref {T} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage){(plan.Rows == 1 ? string.Empty : " + (row * outputRow)")});");
        if (plan.ColumnTiles == 1)
        {
            writer.Line("const int column = 0;");
            WriteChannels();
            return;
        }

        bool even = plan.Columns % plan.TileColumns == 0;
        using (writer.Loop(even ? "column" : "tile", "0", $"{plan.Columns}", $"{plan.TileColumns}"))
        {
            if (!even)
                writer.Line($"int column = Math.Min(tile, {plan.Columns - plan.TileColumns});");
            WriteChannels();
        }
    }

    private void WriteChannels()
    {
        int whole = plan.Channels / plan.Vector.Count * plan.Vector.Count;
        if (whole > 0)
        {
            using (writer.Loop("channel", "0", $"{whole}", $"{plan.Vector.Count}"))
                WriteTile("channel", plan.Vector.Count);
        }

        if (whole < plan.Channels)
        {
            using (writer.Open(string.Empty))
                WriteTile($"{whole}", plan.Channels - whole);
        }
    }

    private void WriteTile(string channel, int lanes)
    {
        writer.Line($"ref {T} input = ref Unsafe.Add(ref firstInput, (column * {plan.InputPixel}) + {channel});");
        writer.Line($"ref {T} output = ref Unsafe.Add(ref firstOutput, (column * {plan.OutputPixel}) + {channel});");
        writer.Line($"ref {T} w = ref Unsafe.Add(ref weights, {channel});");
        string start = plan.Bias ? _dialect.Load($"Unsafe.Add(ref bias, {channel})", 0, plan.Vector.Count) : _dialect.Zero;
        writer.Line($"{_dialect.V} a0 = {start};");
        if (plan.TileColumns > 1)
            writer.Line($"{_dialect.V} {string.Join(", ", Enumerable.Range(1, plan.TileColumns - 1).Select(pixel => $"a{pixel} = a0"))};");
        writer.Line($"{_dialect.V} wa;");
        WriteSum(lanes);
        epilogues.Write(writer, _dialect, [.. Enumerable.Range(0, plan.TileColumns).Select(pixel => $"a{pixel}")]);
        for (int pixel = 0; pixel < plan.TileColumns; pixel++)
            writer.Line(_dialect.Store($"a{pixel}", "output", pixel * plan.OutputPixel, lanes));
    }

    private void WriteSum(int lanes)
    {
        TapGrid taps = plan.Taps;
        if (plan.Unrolled)
        {
            for (int tap = 0; tap < taps.Rows * taps.Columns; tap++)
            {
                writer.Line($"wa = {_dialect.Load("w", tap * plan.PaddedChannels, plan.Vector.Count)};");
                WriteTap("input", (tap / taps.Columns * taps.RowStep) + (tap % taps.Columns * taps.ColumnStep), lanes);
            }

            return;
        }

        using (writer.Loop("tapRow", "0", "tapRows"))
        {
            writer.Line($"ref {T} inputTaps = ref Unsafe.Add(ref input, tapRow * tapRowStep);");
            WriteRow("inputTaps", lanes);
            writer.Line($"w = ref Unsafe.Add(ref w, {taps.Columns * plan.PaddedChannels});");
        }
    }

    private void WriteRow(string input, int lanes)
    {
        for (int column = 0; column < plan.Taps.Columns; column++)
        {
            writer.Line($"wa = {_dialect.Load("w", column * plan.PaddedChannels, plan.Vector.Count)};");
            WriteTap(input, column * plan.Taps.ColumnStep, lanes);
        }
    }

    private void WriteTap(string input, int offset, int lanes)
    {
        for (int pixel = 0; pixel < plan.TileColumns; pixel++)
            writer.Line($"a{pixel} = {_dialect.Fma(_dialect.Load(input, offset + (pixel * plan.InputPixel), lanes), "wa", $"a{pixel}")};");
    }
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
