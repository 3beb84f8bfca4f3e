using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="FilterGradPlan"/>.</summary>
public sealed class FilterGradTemplate(CodeWriter writer, FilterGradPlan plan, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    private int TileElements => plan.WholeWindow ? plan.Taps.Length : plan.Elements;

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(FilterGradPlan plan)
    {
        int elements = plan.WholeWindow ? plan.Taps.Length : plan.Elements;
        return plan.Strided
            ? $"A tile is {elements} window elements by {plan.Vectors} x {plan.Vector.Count} channels, summed in registers over the whole batch."
            : $"A tile is {elements} of {plan.Taps.Length} window elements by {plan.Vectors} x {plan.Vector.Count} of {plan.Filters} channels, "
                + $"summed in registers over the whole batch of {plan.Rows}x{plan.Columns} pixels.";
    }

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        string strides = plan.Strided ? string.Concat(plan.Strides.Select(stride => $"int {stride.Name}, ")) : string.Empty;
        using (writer.Open($"private static void {name}(ref {T} x, ref {T} dy, ref {T} dw, {strides}int images, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
            WriteUnit();
    }

    private void WriteUnit()
    {
        if (plan.Strided)
            WriteStridedUnit();
        else
            WriteKnownUnit();

        int last = plan.Filters - ((plan.Blocks - 1) * plan.Block);
        if (last == plan.Block || plan.Blocks == 1)
        {
            WriteTile(last);
            return;
        }

        string whole = plan.Strided ? "blocks - 1" : $"{plan.Blocks - 1}";
        using (writer.Open($"if ({(plan.Groups == 1 ? "block" : $"block % {plan.Blocks}")} < {whole})"))
            WriteTile(plan.Block);
        using (writer.Open("else"))
            WriteTile(last);
    }

    private void WriteStridedUnit()
    {
        writer.Line($"int runTiles = (run + {plan.Elements - 1}) / {plan.Elements};");
        writer.Line("int block = unit / (runTiles * taps), tap = unit / runTiles % taps;");
        writer.Line($"int element = Math.Min(unit % runTiles * {plan.Elements}, run - {plan.Elements});");
        writer.Line($"int channel = block * {plan.Block};");
        writer.Line($"ref {T} firstInput = ref Unsafe.Add(ref x, (tap * tapStep) + element);");
        writer.Line($"ref {T} firstGradient = ref Unsafe.Add(ref dy, channel);");
        writer.Line($"ref {T} sums = ref Unsafe.Add(ref dw, ((nint)((tap * run) + element) * weightElement) + channel);");
    }

    private void WriteKnownUnit()
    {
        TapGrid taps = plan.Taps;
        int tiles = plan.Units / (plan.Groups * plan.Blocks);
        writer.Line($"int block = {(tiles == 1 ? "unit" : $"unit / {tiles}")};");
        string element = "0", offset = string.Empty;
        if (!plan.WholeWindow)
        {
            string run = plan.RunTiles == 1 ? "0"
                : taps.Run % plan.Elements == 0 ? $"unit % {plan.RunTiles} * {plan.Elements}"
                : $"Math.Min(unit % {plan.RunTiles} * {plan.Elements}, {taps.Run - plan.Elements})";
            writer.Line($"int run = {run};");
            int taps2 = taps.Rows * taps.Columns;
            if (taps2 > 1)
                writer.Line($"int tap = {(plan.RunTiles == 1 ? "unit" : $"unit / {plan.RunTiles}")} % {taps2};");
            element = taps2 > 1 ? $"(tap * {taps.Run}) + run" : "run";
            string place = taps.Columns > 1
                ? $"(tap / {taps.Columns} * {taps.RowStep}) + (tap % {taps.Columns} * {taps.ColumnStep}) + run"
                : taps.Rows > 1 ? $"(tap * {taps.RowStep}) + run" : "run";
            offset = $" + {place}";
        }

        string group = plan.Groups == 1 ? string.Empty : $" + (block / {plan.Blocks} * {plan.Taps.Run})";
        string channel = plan.Groups == 1 ? $"block * {plan.Block}" : $"(block / {plan.Blocks} * {plan.Filters}) + (block % {plan.Blocks} * {plan.Block})";
        writer.Line($"int channel = {channel};");
        string firstInput = (offset + group).Length == 0 ? "ref x" : $"ref Unsafe.Add(ref x, {(offset + group).Substring(3)})";
        writer.Line($"ref {T} firstInput = {firstInput};");
        writer.Line($"ref {T} firstGradient = ref Unsafe.Add(ref dy, channel);");
        writer.Line($"ref {T} sums = ref Unsafe.Add(ref dw, ((nint)({element}) * {plan.WeightElement}) + channel);");
    }

    private void WriteTile(int channels)
    {
        int vectors = (channels + plan.Vector.Count - 1) / plan.Vector.Count;
        int Lanes(int vector) => Math.Min(plan.Vector.Count, channels - (vector * plan.Vector.Count));
        int[] offsets = plan.WholeWindow ? [.. plan.Taps.Offsets()] : [.. Enumerable.Range(0, plan.Elements)];
        for (int vector = 0; vector < vectors; vector++)
            writer.Line($"{_dialect.V} {string.Join(", ", Enumerable.Range(0, TileElements).Select(index => $"{Sum(vector, index)} = {_dialect.Zero}"))};");

        using (writer.Loop("image", "0", "images"))
        {
            bool rows = plan.Rows > 1 || plan.Strided, columns = plan.Columns > 1 || plan.Strided;
            CodeWriter.Block? rowLoop = rows ? writer.Loop("row", "0", Stride("rows", plan.Rows)) : null;
            writer.Line($"ref {T} input = ref Unsafe.Add(ref firstInput, {Place(Stride("inputImage", plan.InputImage), rows ? Stride("inputRow", plan.InputRow) : null)});");
            writer.Line($"ref {T} gradient = ref Unsafe.Add(ref firstGradient, {Place(Stride("outputImage", plan.OutputImage), rows ? Stride("outputRow", plan.OutputRow) : null)});");
            CodeWriter.Block? columnLoop = columns ? writer.Loop("column", "0", Stride("columns", plan.Columns)) : null;
            for (int vector = 0; vector < vectors; vector++)
                writer.Line($"{_dialect.V} d{Letter(vector)} = {_dialect.Load("gradient", vector * plan.Vector.Count, Lanes(vector))};");
            writer.Line($"{_dialect.V} xk;");
            for (int index = 0; index < offsets.Length; index++)
            {
                IEnumerable<string> sums = Enumerable.Range(0, vectors)
                    .Select(vector => $"{Sum(vector, index)} = {_dialect.Fma("xk", "d" + Letter(vector), Sum(vector, index))};");
                writer.Line($"xk = {_dialect.Broadcast("input", offsets[index])}; {string.Join(" ", sums)}");
            }

            if (columns)
            {
                writer.Line($"input = ref Unsafe.Add(ref input, {Stride("inputPixel", plan.InputPixel)});");
                writer.Line($"gradient = ref Unsafe.Add(ref gradient, {Stride("outputPixel", plan.OutputPixel)});");
            }

            columnLoop?.Dispose();
            rowLoop?.Dispose();
        }

        for (int index = 0; index < TileElements; index++)
        {
            if (plan.Strided && index > 0)
                writer.Line("sums = ref Unsafe.Add(ref sums, weightElement);");
            for (int vector = 0; vector < vectors; vector++)
                writer.Line(_dialect.Store(Sum(vector, index), "sums", ((long)index * plan.WeightElement) + (vector * plan.Vector.Count), Lanes(vector)));
        }
    }

    private string Stride(string name, int constant) => plan.Strided ? name : $"{constant}";

    private static string Place(string image, string? row) => $"((nint)image * {image}){(row is null ? string.Empty : $" + (row * {row})")}";

    private static string Sum(int vector, int element) => $"{Letter(vector)}{element}";

    private static char Letter(int vector) => (char)('a' + vector);
}
