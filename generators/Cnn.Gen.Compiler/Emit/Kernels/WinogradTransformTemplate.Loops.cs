using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <content>Transforms as loops over columns and rows, of which each is one call.</content>
public sealed partial class WinogradTransformTemplate
{
    private void WriteInputLoops(string name)
    {
        using (writer.Loop("column", "0", $"{tile.InputColumns}"))
        {
            writer.Line($"ref {T} top = ref Unsafe.Add(ref corner, (column * inputPixel) + channel);");
            writer.Line($"{name}Row({Loads("top", "row")}, ref Unsafe.Add(ref to, column * plane), plane * {tile.InputColumns});");
        }

        using (writer.Loop("of", "0", $"{tile.InputRows}"))
        {
            writer.Line($"ref {T} left = ref Unsafe.Add(ref to, of * plane * {tile.InputColumns});");
            writer.Line($"{name}Row({Loads("left", "plane")}, ref left, plane);");
        }
    }

    private void WriteColumnLoop(string name)
    {
        using (writer.Loop("of", "0", $"{tile.InputColumns}"))
        {
            writer.Line($"ref {T} top = ref Unsafe.Add(ref m0, of * plane);");
            writer.Line($"{name}Column({Loads("top", "row")}, ref top, plane * {tile.InputColumns});");
        }
    }

    private void WriteRowLoop(string method, WinogradOutputPlan plan)
    {
        using (writer.Open($"for (int of = 0; of < {tile.Rows} && row + of < rows; of{(plan.Pooled ? " += 2" : "++")})"))
        {
            writer.Line($"ref {T} left = ref Unsafe.Add(ref m0, of * plane * {tile.InputColumns});");
            string rows = Loads("left", "plane");
            if (plan.Pooled)
            {
                writer.Line($"ref {T} next = ref Unsafe.Add(ref left, row1);");
                rows += ", " + Loads("next", "plane");
            }

            string other = plan.Residual ? "ref Unsafe.Add(ref plus, of * residualRow), residualPixel, " : string.Empty;
            writer.Line($"{method}({rows}, b, ref Unsafe.Add(ref to, {(plan.Pooled ? "of / 2" : "of")} * outputRow), outputPixel, {other}columns - column);");
        }
    }

    private void WriteColumn(string name)
    {
        writer.Line();
        writer.Line("/// <summary>One column of products, of whose transform there are fewer rows.</summary>");
        writer.Line(Helper);
        using (writer.Open($"private static void {name}Column({string.Join(", ", Columns.Select(point => $"{V} a{point}"))}, ref {T} to, nint distance)"))
        {
            WriteResults(withBias: false);
            for (int row = 0; row < tile.Rows; row++)
                writer.Line(_dialect.Store($"y{row}", Behind("to", "distance", row), 0, vector.Count));
        }
    }
}
