using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="ResamplePlan"/>.</summary>
public sealed class ResampleTemplate(CodeWriter writer, ResamplePlan plan, bool isDouble)
{
    private const int NumbersOfLine = 16;

    /// <summary>Taps of a table's entries past which they are a loop.</summary>
    private const int ManyTaps = 4;

    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(ResamplePlan plan) =>
        $"{plan.Rows.Pattern.Outputs}x{plan.Columns.Pattern.Outputs} pixels of {plan.Channels} channels, {plan.Vector.Count} at a time.\n"
        + $"Rows: {Describe(plan.Rows)}. Columns: {Describe(plan.Columns)}.";

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        ResamplePattern rows = plan.Rows.Pattern;
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}(ref {T} x, int xImage, int xRow, ref {T} y, int yImage, int yRow, int begin, int end)"))
        {
            WriteTables("row", plan.Rows);
            WriteTables("column", plan.Columns);
            using (writer.Loop("unit", "begin", "end"))
            {
                bool one = rows.Outputs == 1;
                writer.Line(one ? "int image = unit;" : $"int image = unit / {rows.Outputs}, row = unit % {rows.Outputs};");
                WriteEntry("row", plan.Rows);
                writer.Line($"ref {T} input = ref Unsafe.Add(ref x, ((nint)image * xImage){(one ? string.Empty : " + ((nint)rowPlace * xRow)")});");
                writer.Line($"ref {T} output = ref Unsafe.Add(ref y, ((nint)image * yImage){(one ? string.Empty : " + ((nint)row * yRow)")});");
                if (plan.Columns.Pattern.Outputs == 1)
                {
                    WritePixel();
                    return;
                }

                using (writer.Loop("column", "0", $"{plan.Columns.Pattern.Outputs}"))
                    WritePixel();
            }
        }
    }

    private static string Describe(ResampleAxis axis)
    {
        ResamplePattern pattern = axis.Pattern;
        string taps = axis.Count > 0 ? $"{axis.Count} taps" : $"up to {pattern.Entries.Max(entry => entry.Count)} taps";
        return axis.Written ? $"{taps}, written out" : $"{taps}, from a table of {pattern.Entries.Count} entries for {pattern.Outputs}";
    }

    /// <summary>The tables of an axis: where an entry's taps begin, what they read, and their weights.</summary>
    private void WriteTables(string axis, ResampleAxis plan)
    {
        if (plan.Written)
            return;
        ResamplePattern pattern = plan.Pattern;
        var starts = new List<int> { 0 };
        foreach (var entry in pattern.Entries)
            starts.Add(starts[starts.Count - 1] + entry.Count);
        var taps = pattern.Entries.SelectMany(entry => entry).ToList();
        if (plan.Count == 0)
            WriteTable("int", axis + "Start", starts.Select(start => start.ToString(CultureInfo.InvariantCulture)));
        WriteTable("int", axis + "Index", taps.Select(tap => tap.Index.ToString(CultureInfo.InvariantCulture)));
        if (!plan.IsUnit)
            WriteTable(T, axis + "Weight", taps.Select(tap => _dialect.Literal(tap.Weight)));
    }

    private void WriteTable(string type, string name, IEnumerable<string> numbers)
    {
        string[] all = [.. numbers.DefaultIfEmpty("0")];
        writer.Line($"ReadOnlySpan<{type}> {name}Table =");
        writer.Line("[");
        for (int first = 0; first < all.Length; first += NumbersOfLine)
            writer.Line($"    {string.Join(", ", all.Skip(first).Take(NumbersOfLine))},");
        writer.Line("];");
        writer.Line($"ref {type} {name} = ref MemoryMarshal.GetReference({name}Table);");
    }

    /// <summary>Finds what an output reads: the place that its taps count from and, in tables, its taps.</summary>
    private void WriteEntry(string axis, ResampleAxis plan)
    {
        ResamplePattern pattern = plan.Pattern;
        if (pattern.Outputs > 1)
            writer.Line($"int {axis}Place = {Place(axis, pattern)};");
        if (plan.Written)
            return;
        writer.Line($"{(pattern.IsUniform ? "const int" : "int")} {axis}Entry = {Entry(axis, pattern)};");
        if (!IsListed(plan))
        {
            string first = plan.Count > 0 ? $"{axis}Entry * {plan.Count}" : $"Unsafe.Add(ref {axis}Start, {axis}Entry)";
            string end = plan.Count > 0 ? $"{axis}First + {plan.Count}" : $"Unsafe.Add(ref {axis}Start, {axis}Entry + 1)";
            writer.Line($"int {axis}First = {first}, {axis}End = {end};");
            return;
        }

        for (int tap = 0; tap < plan.Count; tap++)
        {
            string place = plan.Count == 1 ? $"{axis}Entry" : tap == 0 ? $"{axis}Entry * {plan.Count}" : $"({axis}Entry * {plan.Count}) + {tap}";
            writer.Line($"int {axis}{tap} = Unsafe.Add(ref {axis}Index, {place});");
            if (!plan.IsUnit)
                writer.Line($"{_dialect.V} {axis}Weight{tap} = {_dialect.S}.Create(Unsafe.Add(ref {axis}Weight, {place}));");
        }
    }

    /// <summary>Whether an entry's taps are fetched one by one, before the loop over the channels.</summary>
    private static bool IsListed(ResampleAxis axis) => !axis.Written && axis.Count is > 0 and <= ManyTaps;

    private static string Place(string axis, ResamplePattern pattern)
    {
        if (pattern.Step == 0 || pattern.Begin == pattern.End)
            return "0";
        string from = pattern.Begin == 0 ? axis : $"({axis} - {pattern.Begin})";
        string periods = pattern.Period == 1 ? from : $"{from} / {pattern.Period}";
        string place = pattern.Step == 1 ? periods : pattern.Period == 1 ? $"{periods} * {pattern.Step}" : $"({periods}) * {pattern.Step}";
        string inside = Inside(axis, pattern);
        return inside.Length == 0 ? place : $"{inside} ? {place} : 0";
    }

    private static string Entry(string axis, ResamplePattern pattern)
    {
        if (pattern.IsUniform)
            return "0";
        if (pattern.Begin == pattern.End)
            return axis;
        string inside = pattern.Period == 1 ? $"{pattern.Begin}"
            : pattern.Begin == 0 ? $"{axis} % {pattern.Period}"
            : $"{pattern.Begin} + (({axis} - {pattern.Begin}) % {pattern.Period})";
        string behind = pattern.End == pattern.Outputs ? inside : $"{axis} < {pattern.End} ? {inside} : {axis} - {pattern.End - pattern.Begin - pattern.Period}";
        return pattern.Begin == 0 ? behind : $"{axis} < {pattern.Begin} ? {axis} : {behind}";
    }

    private static string Inside(string axis, ResamplePattern pattern) => (pattern.Begin > 0, pattern.End < pattern.Outputs) switch
    {
        (true, true) => $"{axis} >= {pattern.Begin} && {axis} < {pattern.End}",
        (true, false) => $"{axis} >= {pattern.Begin}",
        (false, true) => $"{axis} < {pattern.End}",
        _ => string.Empty,
    };

    private void WritePixel()
    {
        bool one = plan.Columns.Pattern.Outputs == 1;
        WriteEntry("column", plan.Columns);
        writer.Line(one ? $"ref {T} pixel = ref input;" : $"ref {T} pixel = ref Unsafe.Add(ref input, columnPlace * {plan.Channels});");
        writer.Line(one ? $"ref {T} result = ref output;" : $"ref {T} result = ref Unsafe.Add(ref output, column * {plan.Channels});");
        string[] empty = [.. new[] { ("row", plan.Rows), ("column", plan.Columns) }.Where(axis => axis.Item2.HasEmpty).Select(axis => $"{axis.Item1}First == {axis.Item1}End")];
        if (empty.Length == 0)
        {
            WriteChannels(WriteSum);
            return;
        }

        using (writer.Open($"if ({string.Join(" || ", empty)})"))
            WriteChannels((channel, lanes) => writer.Line(_dialect.Store(_dialect.Constant(plan.Fill), At("result", channel), 0, lanes)));
        using (writer.Open("else"))
            WriteChannels(WriteSum);
    }

    private void WriteChannels(Action<string, int> write)
    {
        int whole = plan.Channels / _dialect.Count * _dialect.Count;
        if (whole == _dialect.Count)
        {
            using (writer.Open(string.Empty))
                write("0", _dialect.Count);
        }
        else if (whole > 0)
        {
            using (writer.Loop("channel", "0", $"{whole}", $"{_dialect.Count}"))
                write("channel", _dialect.Count);
        }

        if (whole < plan.Channels)
        {
            using (writer.Open(string.Empty))
                write($"{whole}", plan.Channels - whole);
        }
    }

    private void WriteSum(string channel, int lanes)
    {
        writer.Line($"ref {T} from = ref {At("pixel", channel)};");
        string sum = Sum("sum", "row", plan.Rows, row =>
        {
            string line = "from";
            if (row != "0")
            {
                line = "line";
                writer.Line($"ref {T} line = ref Unsafe.Add(ref from, (nint){row} * xRow);");
            }

            return Sum("part", "column", plan.Columns, column =>
                _dialect.Load(column == "0" ? line : $"Unsafe.Add(ref {line}, {column} * {plan.Channels})", 0, lanes));
        });
        writer.Line(_dialect.Store(sum, At("result", channel), 0, lanes));
    }

    /// <summary>The sum, over an entry's taps, of what <paramref name="value"/> gives for the offset of each; where there are several, in a variable.</summary>
    private string Sum(string sum, string axis, ResampleAxis plan, Func<string, string> value)
    {
        if (plan is { Count: 1, IsUnit: true })
            return value(plan.Written ? Number(plan.Pattern.Entries[0][0].Index) : axis + "0");
        writer.Line($"{_dialect.V} {sum} = {_dialect.Zero};");
        if (!plan.Written && !IsListed(plan))
        {
            using (writer.Loop($"{axis}Tap", $"{axis}First", $"{axis}End"))
                Add($"Unsafe.Add(ref {axis}Index, {axis}Tap)", $"{_dialect.S}.Create(Unsafe.Add(ref {axis}Weight, {axis}Tap))");
            return sum;
        }

        for (int tap = 0; tap < plan.Count; tap++)
        {
            ResampleTap written = plan.Pattern.Entries[0][tap];
            CodeWriter.Block? scope = axis == "row" ? writer.Open(string.Empty) : null;
            if (plan.Written)
                Add(Number(written.Index), _dialect.Constant(written.Weight));
            else
                Add($"{axis}{tap}", $"{axis}Weight{tap}");
            scope?.Dispose();
        }

        return sum;

        void Add(string offset, string weight)
        {
            string term = value(offset);
            writer.Line(plan.IsUnit ? $"{sum} += {term};" : $"{sum} = {_dialect.Fma(term, weight, sum)};");
        }
    }

    private static string At(string reference, string channel) => channel == "0" ? reference : $"Unsafe.Add(ref {reference}, {channel})";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
