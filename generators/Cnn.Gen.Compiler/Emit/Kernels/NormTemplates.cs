using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The texts of the sums that normalisations need, over a batch or over each image. Sums run over rows, then images, so that rounding errors
/// of large batches stay small.
/// </summary>
public sealed class NormTemplates(CodeWriter writer, bool isDouble)
{
    private string T => isDouble ? "double" : "float";

    /// <summary>The moments.</summary>
    public void Write(MomentsPlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        Layout layout = plan.Layout;
        int channels = layout.Shape.Channels;
        string header = $"ref {T} scale, {(plan.Momentum is null ? string.Empty : $"ref {T} bias, ref {T} runningMean, ref {T} runningVariance, bool update, ")}";
        WriteReduction(name, header, [("x", layout.Image)], ("moments", plan.Blocks * channels), plan.Momentum is null, channels, dialect, lanes =>
        {
            string At(string block, int index = 0) => $"Unsafe.Add(ref {block}, {(index == 0 ? "channel" : $"channel + {index * channels}")})";
            writer.Line($"{T} count = ({T})images * {layout.Shape.Pixels};");
            WriteSums(dialect, [("x", layout)], ["sum"], () => writer.Line($"sumOfRow += {Element(dialect, "x", layout, lanes)};"));
            writer.Line($"{dialect.V} mean = sum / {dialect.S}.Create(count);");
            WriteSums(dialect, [("x", layout)], ["squares"], () =>
            {
                writer.Line($"{dialect.V} away = {Element(dialect, "x", layout, lanes)} - mean;");
                writer.Line($"squaresOfRow = {dialect.Fma("away", "away", "squaresOfRow")};");
            });
            writer.Line($"{dialect.V} variance = squares / {dialect.S}.Create(count);");
            writer.Line($"{dialect.V} inverse = {dialect.Constant(1)} / {dialect.S}.Sqrt(variance + {dialect.Constant(plan.Epsilon)});");
            writer.Line($"{dialect.V} factor = inverse * {dialect.Load(At("scale"), 0, lanes)};");
            writer.Line(dialect.Store("mean", At("moments"), 0, lanes));
            writer.Line(dialect.Store("inverse", At("moments", 1), 0, lanes));
            writer.Line(dialect.Store("factor", At("moments", 2), 0, lanes));
            if (plan.Momentum is { } momentum)
            {
                writer.Line(dialect.Store(dialect.Fma("-mean", "factor", dialect.Load(At("bias"), 0, lanes)), At("moments", 3), 0, lanes));
                WriteAverages(dialect, momentum, lanes);
            }
        });
    }

    /// <summary>The sums of the gradient.</summary>
    public void Write(NormalizeSumsPlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        int channels = plan.Input.Shape.Channels;
        (string, int)[] operands = [("dy", plan.Gradient.Image), ("x", plan.Input.Image), ("moments", 3 * channels)];
        WriteReduction(name, string.Empty, operands, ("sums", 2 * channels), plan.EachImage, channels, dialect, lanes =>
        {
            writer.Line($"{dialect.V} mean = {dialect.Load("Unsafe.Add(ref moments, channel)", 0, lanes)}, "
                + $"inverse = {dialect.Load("Unsafe.Add(ref moments, channel)", channels, lanes)};");
            WriteSums(dialect, [("x", plan.Input), ("dy", plan.Gradient)], ["sum", "product"], () =>
            {
                writer.Line($"{dialect.V} gradient = {Element(dialect, "dy", plan.Gradient, lanes)};");
                writer.Line("sumOfRow += gradient;");
                writer.Line($"productOfRow = {dialect.Fma("gradient", $"({Element(dialect, "x", plan.Input, lanes)} - mean) * inverse", "productOfRow")};");
            });
            writer.Line(dialect.Store("sum", "Unsafe.Add(ref sums, channel)", 0, lanes));
            writer.Line(dialect.Store("product", "Unsafe.Add(ref sums, channel)", channels, lanes));
        });
    }

    private void WriteAverages(Dialect dialect, double momentum, int lanes)
    {
        using (writer.Open("if (update)"))
        {
            writer.Line($"{dialect.V} unbiased = squares / {dialect.S}.Create({T}.Max(count - 1, 1));");
            writer.Line($"{dialect.V} keep = {dialect.Constant(1 - momentum)}, take = {dialect.Constant(momentum)};");
            foreach ((string average, string value) in new[] { ("runningMean", "mean"), ("runningVariance", "unbiased") })
            {
                string place = $"Unsafe.Add(ref {average}, channel)";
                writer.Line(dialect.Store($"({dialect.Load(place, 0, lanes)} * keep) + ({value} * take)", place, 0, lanes));
            }
        }
    }

    private static string Element(Dialect dialect, string operand, Layout layout, int lanes) =>
        dialect.Load($"Unsafe.Add(ref {operand}Row, column * {layout.Pixel})", 0, lanes);

    /// <summary>
    /// A kernel whose units are blocks of channels, of the batch or of each image. Operands come with the distance of their images; seen from
    /// within a unit they begin at what it sums over.
    /// </summary>
    private void WriteReduction(
        string name, string parameters, (string Name, int Image)[] operands, (string Name, int Image) result, bool eachImage, int channels, Dialect dialect,
        Action<int> write)
    {
        int blocks = (channels + dialect.Count - 1) / dialect.Count, last = channels - ((blocks - 1) * dialect.Count);
        (string Name, int Image)[] all = [.. operands, result];
        string references = string.Join(", ", all.Select(operand => $"ref {T} {operand.Name}{(eachImage ? "OfAll" : string.Empty)}"));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}({references}, {parameters}{(eachImage ? string.Empty : "int images, ")}int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            if (eachImage)
            {
                writer.Line("const int images = 1;");
                foreach ((string operand, int image) in all)
                    writer.Line($"ref {T} {operand} = ref Unsafe.Add(ref {operand}OfAll, (nint)({(blocks == 1 ? "unit" : $"unit / {blocks}")}) * {image});");
            }

            string block = eachImage ? $"unit % {blocks}" : "unit";
            writer.Line($"int channel = {block} * {dialect.Count};");
            if (last == dialect.Count || blocks == 1)
            {
                write(last);
                return;
            }

            using (writer.Open($"if (channel < {(blocks - 1) * dialect.Count})"))
                write(dialect.Count);
            using (writer.Open("else"))
                write(last);
        }
    }

    /// <summary>Sums over all pixels of some operands: of a row, then of an image, then of the batch.</summary>
    private void WriteSums(Dialect dialect, (string Name, Layout Layout)[] operands, string[] sums, Action write)
    {
        Layout first = operands[0].Layout;
        writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum} = {dialect.Zero}"))};");
        using (writer.Loop("image", "0", "images"))
        {
            writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum}OfImage = {dialect.Zero}"))};");
            using (writer.Loop("row", "0", $"{first.Shape.Height}"))
            {
                writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum}OfRow = {dialect.Zero}"))};");
                foreach ((string operand, Layout layout) in operands)
                    writer.Line($"ref {T} {operand}Row = ref Unsafe.Add(ref {operand}, ((nint)image * {layout.Image}) + (row * {layout.Row}) + channel);");
                using (writer.Loop("column", "0", $"{first.Shape.Width}"))
                    write();
                foreach (string sum in sums)
                    writer.Line($"{sum}OfImage += {sum}OfRow;");
            }

            foreach (string sum in sums)
                writer.Line($"{sum} += {sum}OfImage;");
        }
    }
}
