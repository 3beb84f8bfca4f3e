using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="BiasGradPlan"/>.</summary>
public sealed class BiasGradTemplate(CodeWriter writer, BiasGradPlan plan, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        string t = _dialect.T;
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}(ref {t} dy, ref {t} db, int images, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            writer.Line($"int channel = unit * {_dialect.Count};");
            int last = plan.Layout.Shape.Channels - ((plan.Blocks - 1) * _dialect.Count);
            if (last == _dialect.Count || plan.Blocks == 1)
            {
                WriteSum(last);
                return;
            }

            using (writer.Open($"if (unit < {plan.Blocks - 1})"))
                WriteSum(_dialect.Count);
            using (writer.Open("else"))
                WriteSum(last);
        }
    }

    private void WriteSum(int lanes)
    {
        Layout layout = plan.Layout;
        writer.Line($"{_dialect.V} sum = {_dialect.Zero};");
        using (writer.Loop("image", "0", "images"))
        using (writer.Loop("row", "0", $"{layout.Shape.Height}"))
        {
            writer.Line($"ref {_dialect.T} gradient = ref Unsafe.Add(ref dy, ((nint)image * {layout.Image}) + (row * {layout.Row}) + channel);");
            using (writer.Loop("column", "0", $"{layout.Shape.Width}"))
                writer.Line($"sum += {_dialect.Load($"Unsafe.Add(ref gradient, column * {layout.Pixel})", 0, lanes)};");
        }

        writer.Line(_dialect.Store("sum", "Unsafe.Add(ref db, channel)", 0, lanes));
    }
}
