using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="PixelLanePlan"/>.</summary>
public sealed class PixelLaneTemplate(CodeWriter writer, PixelLanePlan plan, EpilogueText epilogues, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    private string V => _dialect.V;

    private string S => _dialect.S;

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(PixelLanePlan plan) =>
        $"{plan.Rows}x{plan.Columns} pixels by {plan.Filters} channels; a tile is {plan.Vectors} x {plan.Vector.Count} pixels, in the lanes of vectors, by all channels.\n"
        + $"The sum of {plan.Taps.Length} is written out: {plan.Filters * plan.Vectors * plan.Taps.Length} multiply-adds. Its results are interleaved to pixels.";

    /// <summary>Writes the method, and its helper that interleaves.</summary>
    public void Write(string name)
    {
        string bias = plan.Bias ? $"ref {T} bias, " : string.Empty;
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}<TEpilogue>(");
        writer.Line($"    ref {T} x, ref {T} weights, {bias}ref {T} y, int outputImage, int outputRow, int begin, int end)");
        using (writer.Open("    where TEpilogue : struct"))
        using (writer.Loop("unit", "begin", "end"))
        {
            writer.Line($"int image = unit / {plan.Rows}, row = unit % {plan.Rows};");
            writer.Line($"ref {T} firstInput = ref Unsafe.Add(ref x, ((nint)image * {plan.InputImage}) + (row * {plan.InputRow}));");
            writer.Line($"ref {T} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage) + (row * outputRow));");
            WriteRow(name);
        }

        if (plan.Filters > 1)
            WriteInterleave(name);
    }

    /// <summary>A row of pixels: one tile, whose last vector may overlap the one before, or several, of which the last may.</summary>
    private void WriteRow(string name)
    {
        if (plan.Tiles == 1)
        {
            WriteTile(name, "firstInput", "firstOutput", vector => Math.Min(vector * plan.Vector.Count, plan.Columns - plan.Vector.Count));
            return;
        }

        int columns = plan.Vectors * plan.Vector.Count;
        bool even = plan.Columns % columns == 0;
        using (writer.Loop(even ? "column" : "tile", "0", $"{plan.Columns}", $"{columns}"))
        {
            if (!even)
                writer.Line($"int column = Math.Min(tile, {plan.Columns - columns});");
            writer.Line($"ref {T} input = ref Unsafe.Add(ref firstInput, column);");
            writer.Line($"ref {T} output = ref Unsafe.Add(ref firstOutput, column * {plan.Filters});");
            WriteTile(name, "input", "output", vector => vector * plan.Vector.Count);
        }
    }

    private void WriteTile(string name, string input, string output, Func<int, int> column)
    {
        for (int filter = 0; filter < plan.Filters; filter++)
        {
            string start = plan.Bias ? _dialect.Broadcast("bias", filter) : _dialect.Zero;
            writer.Line($"{V} {Sum(0, filter)} = {start}{string.Concat(Vectors.Skip(1).Select(vector => $", {Sum(vector, filter)} = {Sum(0, filter)}"))};");
        }

        writer.Line($"{V} {string.Join(", ", Vectors.Select(vector => $"x{vector}"))}, w;");
        int tap = 0;
        foreach (int offset in plan.Taps.Offsets())
        {
            writer.Line(string.Join(" ", Vectors.Select(vector => $"x{vector} = {_dialect.Load(input, offset + column(vector), plan.Vector.Count)};")));
            for (int filter = 0; filter < plan.Filters; filter++)
            {
                IEnumerable<string> sums = Vectors.Select(vector => $"{Sum(vector, filter)} = {_dialect.Fma($"x{vector}", "w", Sum(vector, filter))};");
                writer.Line($"w = {_dialect.Broadcast("weights", (tap * plan.Filters) + filter)}; {string.Join(" ", sums)}");
            }

            tap++;
        }

        epilogues.Write(writer, _dialect, [.. Vectors.SelectMany(vector => Filters.Select(filter => Sum(vector, filter)))]);
        foreach (int vector in Vectors)
        {
            int place = column(vector) * plan.Filters;
            writer.Line(plan.Filters == 1
                ? _dialect.Store(Sum(vector, 0), output, place, plan.Vector.Count)
                : $"{name}Interleave({string.Join(", ", Filters.Select(filter => Sum(vector, filter)))}, {Dialect.At(output, place)});");
        }
    }

    /// <summary>
    /// Element k of the result is channel k % filters of pixel k / filters: each vector of it takes some lanes from the vectors of all channels.
    /// </summary>
    private void WriteInterleave(string name)
    {
        string operands = string.Join(", ", Filters.Select(filter => $"{V} {Sum(0, filter)}"));
        writer.Line();
        writer.Line("/// <summary>Vectors of pixels, one for each channel, to pixels of all channels.</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}Interleave({operands}, ref {T} to)"))
        {
            for (int part = 0; part < plan.Filters; part++)
            {
                int[] elements = [.. Enumerable.Range(part * plan.Vector.Count, plan.Vector.Count)];
                string pixels = Create(elements.Select(element => element / plan.Filters));
                int[] channels = [.. elements.Select(element => element % plan.Filters).Distinct().OrderBy(channel => channel)];
                writer.Line($"{V} part{part} = {S}.Shuffle({Sum(0, channels[0])}, {pixels});");
                foreach (int channel in channels.Skip(1))
                {
                    string lanes = Create(elements.Select(element => element % plan.Filters == channel ? -1 : 0));
                    writer.Line($"part{part} = {S}.ConditionalSelect({lanes}.As{(isDouble ? "Double" : "Single")}(), {S}.Shuffle({Sum(0, channel)}, {pixels}), part{part});");
                }

                writer.Line(_dialect.Store($"part{part}", "to", part * plan.Vector.Count, plan.Vector.Count));
            }
        }
    }

    private string Create(IEnumerable<int> numbers) => $"{S}.Create({string.Join(", ", numbers.Select(number => isDouble ? $"{number}L" : $"{number}"))})";

    private IEnumerable<int> Vectors => Enumerable.Range(0, plan.Vectors);

    private IEnumerable<int> Filters => Enumerable.Range(0, plan.Filters);

    private static string Sum(int vector, int filter) => $"{(char)('a' + vector)}{filter}";
}
