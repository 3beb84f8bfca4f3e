using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The texts of kernels that only move or sum memory.</summary>
public sealed class MemoryTemplates(CodeWriter writer, string type, bool isDouble)
{
    /// <summary>Weights as tiles read them.</summary>
    public void Write(PackWeightsPlan plan, string name)
    {
        using (writer.Open($"private static void {name}(ref {type} weight, ref {type} packed, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            bool grouped = plan.Groups > 1;
            writer.Line($"int first = {(grouped ? $"unit % {plan.Blocks}" : "unit")} * {plan.Block};");
            writer.Line($"int lanes = Math.Min({plan.Block}, {plan.Filters} - first);");
            string group = grouped ? $" + (unit / {plan.Blocks} * {plan.GroupStep})" : string.Empty;
            writer.Line($"ref {type} from = ref Unsafe.Add(ref weight, (first * {plan.FilterStep}){group});");
            writer.Line($"ref {type} to = ref Unsafe.Add(ref packed, (nint)unit * {plan.Rows * plan.Columns * plan.Channels * plan.Block});");
            using (writer.Loop("row", "0", $"{plan.Rows}"))
            using (writer.Loop("column", "0", $"{plan.Columns}"))
            {
                writer.Line($"ref {type} tap = ref Unsafe.Add(ref from, (row * {plan.RowStep}) + (column * {plan.ColumnStep}));");
                if (plan.FilterStep == 1)
                    WriteRows(plan);
                else
                    WriteTransposed(plan);
                writer.Line($"to = ref Unsafe.Add(ref to, {plan.Channels * plan.Block});");
            }
        }
    }

    /// <summary>A bias in blocks.</summary>
    public void Write(PackBiasPlan plan, string name)
    {
        using (writer.Open($"private static void {name}(ref {type} bias, ref {type} packed, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            writer.Line($"int first = unit % {plan.Blocks} * {plan.Block};");
            writer.Line($"int lanes = Math.Min({plan.Block}, {plan.Filters} - first);");
            writer.Line($"var to = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref packed, unit * {plan.Block}), {plan.Block});");
            writer.Line($"MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref bias, (unit / {plan.Blocks} * {plan.Filters}) + first), lanes).CopyTo(to);");
            writer.Line("to[lanes..].Clear();");
        }
    }

    /// <summary>Zeros around an image, or all over it.</summary>
    public void Write(ClearPlan plan, string name)
    {
        Layout layout = plan.Layout;
        using (writer.Open($"private static void {name}(ref {type} y, int begin, int end)"))
        using (writer.Loop("image", "begin", "end"))
        {
            if (plan.Whole)
            {
                writer.Line($"MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, (nint)image * {layout.Image}), {layout.Image}).Clear();");
                return;
            }

            // From the end of one row of pixels to the beginning of the next, right and left halo are one stretch.
            int pixels = layout.Shape.Width * layout.Shape.Channels;
            writer.Line($"var all = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, (nint)image * {layout.Image}), {layout.Image});");
            writer.Line($"all[..{layout.Origin}].Clear();");
            if (layout.Row > pixels && layout.Shape.Height > 1)
            {
                using (writer.Loop("row", "1", $"{layout.Shape.Height}"))
                    writer.Line($"all.Slice((row * {layout.Row}) + {layout.Origin - (layout.Row - pixels)}, {layout.Row - pixels}).Clear();");
            }

            int end = layout.Origin + ((layout.Shape.Height - 1) * layout.Row) + pixels;
            if (end < layout.Image)
                writer.Line($"all[{end}..].Clear();");
        }
    }

    /// <summary>The gradient of a bias.</summary>
    public void Write(BiasGradPlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        Layout layout = plan.Layout;
        int channels = layout.Shape.Channels;
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}(ref {type} dy, ref {type} db, int images, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            writer.Line($"int channel = unit * {dialect.Count};");
            int last = channels - ((plan.Blocks - 1) * dialect.Count);
            if (last == dialect.Count || plan.Blocks == 1)
            {
                WriteSum(last);
                return;
            }

            using (writer.Open($"if (unit < {plan.Blocks - 1})"))
                WriteSum(dialect.Count);
            using (writer.Open("else"))
                WriteSum(last);
        }

        void WriteSum(int lanes)
        {
            writer.Line($"{dialect.V} sum = {dialect.Zero};");
            using (writer.Loop("image", "0", "images"))
            using (writer.Loop("row", "0", $"{layout.Shape.Height}"))
            {
                writer.Line($"ref {type} gradient = ref Unsafe.Add(ref dy, ((nint)image * {layout.Image}) + (row * {layout.Row}) + channel);");
                using (writer.Loop("column", "0", $"{layout.Shape.Width}"))
                    writer.Line($"sum += {dialect.Load($"Unsafe.Add(ref gradient, column * {channels})", 0, lanes)};");
            }

            writer.Line(dialect.Store("sum", "Unsafe.Add(ref db, channel)", 0, lanes));
        }
    }

    private void WriteRows(PackWeightsPlan plan)
    {
        using (writer.Loop("channel", "0", $"{plan.Channels}"))
        {
            writer.Line($"var lane = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, channel * {plan.Block}), {plan.Block});");
            writer.Line($"MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref tap, channel * {plan.ChannelStep}), lanes).CopyTo(lane);");
            writer.Line("lane[lanes..].Clear();");
        }
    }

    private void WriteTransposed(PackWeightsPlan plan)
    {
        using (writer.Loop("lane", "0", $"{plan.Block}"))
        using (writer.Loop("channel", "0", $"{plan.Channels}"))
        {
            writer.Line($"Unsafe.Add(ref to, (channel * {plan.Block}) + lane) = "
                + $"lane < lanes ? Unsafe.Add(ref tap, (lane * {plan.FilterStep}) + (channel * {plan.ChannelStep})) : 0;");
        }
    }
}
