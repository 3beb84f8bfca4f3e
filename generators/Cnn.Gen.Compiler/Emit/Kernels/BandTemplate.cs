using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="BandPlan"/>: its kernels, called band by band.</summary>
public sealed class BandTemplate(CodeWriter writer, BandPlan plan, KernelTable kernels, string type)
{
    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(BandPlan plan) =>
        $"{plan.BandRows} of {plan.Last.Geometry.Rows} rows of outputs at a time go through\n"
        + string.Concat(plan.Stages.Select((stage, index) => $"{index + 1}. {stage.Text}\n"))
        + "and what lies between stays in cache, as a band of rows. Rows that the next band needs again are moved to its beginning.";

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        int last = plan.Stages.Count - 1;
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}(");
        writer.Line($"    ref {type} x, ref {type} y, ref {type} scratch,");
        foreach (int index in Enumerable.Range(0, last + 1).Where(index => plan.Stages[index].Memory.Any()))
            writer.Line($"    {string.Join(" ", plan.Stages[index].Memory.Select(place => $"ref {type} {place}{index + 1},"))}");
        using (writer.Open("    int begin, int end)"))
        {
            for (int index = 0; index < last; index++)
            {
                string place = plan.Stages[index].Offset == 0 ? "scratch" : $"Unsafe.Add(ref scratch, {plan.Stages[index].Offset})";
                writer.Line($"ref {type} band{index + 1} = ref {place};   // {plan.Stages[index].Band}");
            }

            using (writer.Loop("unit", "begin", "end"))
            {
                int units = plan.UnitsPerImage;
                writer.Line($"int image = unit / {units}, row = unit % {units} * {plan.BandRows}, from, count;");
                writer.Line("bool first = unit == begin || row == 0;");
                writer.Line($"ref {type} input = ref Unsafe.Add(ref x, (nint)image * {plan.InputImage});");
                writer.Line($"ref {type} output = ref Unsafe.Add(ref y, ((nint)image * {plan.OutputImage}) + (row * {plan.Last.OutputRow}));");
                for (int index = 0; index <= last; index++)
                {
                    writer.Line();
                    WriteStage(index, name);
                }
            }
        }
    }

    private void WriteStage(int index, string user)
    {
        BandStage stage = plan.Stages[index];
        BandGeometry geometry = stage.Geometry;
        bool last = index == plan.Stages.Count - 1;
        string from = last ? "row" : "from", to = "ref output";
        writer.Line($"// {stage.Text}");
        if (last)
        {
            writer.Line(geometry.Rows % plan.BandRows == 0 ? $"count = {plan.BandRows};" : $"count = Math.Min({plan.BandRows}, {geometry.Rows} - row);");
        }
        else
        {
            string band = $"band{index + 1}", top = $"top{index + 1}";
            writer.Line($"int {top} = {Top(geometry)};");
            writer.Line($"(from, count) = Blocks.NextRows(ref {band}, {stage.OutputRow}, {geometry.BandRows}, {geometry.Kept}, {Least(stage)}, {top}, {geometry.Rows}, first);");
            to = $"ref Unsafe.Add(ref {band}, {Sum(Times($"from - {top}", stage.OutputRow), stage.OutputOrigin)})";
        }

        // Rows of the input are counted from its first, those of a band from the band's.
        string input = index == 0 ? $"ref Unsafe.Add(ref input, {Times(from, stage.InputRow)})"
            : $"ref Unsafe.Add(ref band{index}, {Sum(Times($"{Term(Times(from, stage.InputRow / stage.InputStep))} - top{index}", stage.InputStep), stage.InputOrigin)})";
        switch (stage.Kernel)
        {
            case LibraryPlan copy:
                writer.Line($"{copy.Name}({input}, 0, {stage.InputRow}, {to}, 0, {stage.OutputRow}, {BandStage.Count}, {stage.Numbers[0]}, 0, {BandStage.Count});");
                break;
            case PoolPlan pool:
                writer.Line($"{kernels.NameOf(pool, user)}(ref band{index}, top{index}, {to}, {stage.OutputRow}, row, row + {BandStage.Count});");
                break;
            case WinogradPlan { Tile.Rows: var side }:
                // Whole tiles: a member that begins within an image computes rows above the band too.
                WriteConvolution("ref input", $"ref band{index + 1}", $"top{index + 1}, from / {side}, (from + {BandStage.Count} + {side - 1}) / {side}");
                break;
            default:
                WriteConvolution(input, to, $"0, {(Least(stage) == 1 ? BandStage.Count : $"({BandStage.Count} + {Least(stage) - 1}) / {Least(stage)}")}");
                break;
        }

        void WriteConvolution(string x, string y, string range)
        {
            IEnumerable<string> places = stage.Places.Select(place => place switch { "x" => x, "y" => y, _ => $"ref {place}{index + 1}" });
            writer.Line($"{kernels.NameOf(stage.Kernel, user)}<{kernels.Epilogue(stage.Kernel, stage.Epilogue!.Value)}>(");
            writer.Line($"    {string.Join(", ", places)},");
            writer.Line($"    {string.Join(", ", stage.Numbers)}, {range});");
        }
    }

    /// <summary>Rows that a stage's kernel computes at least: a tile of them.</summary>
    private static int Least(BandStage stage) => stage.Kernel is DepthwisePlan depthwise ? depthwise.TileRows : 1;

    private static string Top(BandGeometry geometry)
    {
        string row = geometry.Scale == 1 ? "row" : $"row * {geometry.Scale}";
        return geometry.Shift == 0 ? row : geometry.Scale == 1 ? $"row - {geometry.Shift}" : $"({row}) - {geometry.Shift}";
    }

    private static string Times(string rows, int distance) =>
        distance == 1 ? rows : $"{Term(rows)} * {distance}";

    private static string Term(string text) => text.Contains(' ') ? $"({text})" : text;

    private static string Sum(string offset, long origin) => origin == 0 ? offset : origin < 0 ? $"({offset}) - {-origin}" : $"({offset}) + {origin}";
}
