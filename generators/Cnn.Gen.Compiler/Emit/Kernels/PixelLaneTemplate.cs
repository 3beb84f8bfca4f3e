using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="PixelLanePlan"/> whose vectors hold pixels of one channel each.</summary>
public sealed class PixelLaneTemplate(CodeWriter writer, PixelLanePlan plan, EpilogueText epilogues, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    private string V => _dialect.V;

    private string S => _dialect.S;

    /// <summary>Writes the method, and its helper that interleaves.</summary>
    public void Write(string name)
    {
        new PixelRowTemplate(writer, plan, isDouble).Write(name, null, (input, output) => WriteTile(name, input, output));
        if (plan.Filters > 1)
            WriteInterleave(name);
    }

    private void WriteTile(string name, string input, string output)
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
            writer.Line(string.Join(" ", Vectors.Select(vector => $"x{vector} = {_dialect.Load(input, offset + plan.Column(vector), plan.Vector.Count)};")));
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
            int place = plan.Column(vector) * plan.Filters;
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
