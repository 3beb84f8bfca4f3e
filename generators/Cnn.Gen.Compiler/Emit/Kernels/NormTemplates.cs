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
        string header = $"ref {T} scale, {(plan.Momentum is null ? string.Empty : $"ref {T} bias, ref {T} runningMean, ref {T} runningVariance, bool update, ")}";
        WriteReduction(name, header, ["x"], [], ("moments", plan.Blocks), plan.Momentum is null, plan.Channels, dialect, lanes =>
        {
            writer.Line($"{T} count = ({T})images * ((long)rows * columns);");
            WriteSums(dialect, ["x"], ["sum"], () => writer.Line($"sumOfRow += {Element(dialect, "x", lanes)};"));
            writer.Line($"{dialect.V} mean = sum / {dialect.S}.Create(count);");
            WriteSums(dialect, ["x"], ["squares"], () =>
            {
                writer.Line($"{dialect.V} away = {Element(dialect, "x", lanes)} - mean;");
                writer.Line($"squaresOfRow = {dialect.Fma("away", "away", "squaresOfRow")};");
            });
            writer.Line($"{dialect.V} variance = squares / {dialect.S}.Create(count);");
            writer.Line($"{dialect.V} inverse = {dialect.Constant(1)} / {dialect.S}.Sqrt(variance + {dialect.Constant(plan.Epsilon)});");
            writer.Line($"{dialect.V} factor = inverse * {dialect.Load(Block("scale"), 0, lanes)};");
            writer.Line(dialect.Store("mean", Block("moments"), 0, lanes));
            writer.Line(dialect.Store("inverse", Block("moments", 1), 0, lanes));
            writer.Line(dialect.Store("factor", Block("moments", 2), 0, lanes));
            if (plan.Momentum is { } momentum)
            {
                writer.Line(dialect.Store(dialect.Fma("-mean", "factor", dialect.Load(Block("bias"), 0, lanes)), Block("moments", 3), 0, lanes));
                WriteAverages(dialect, momentum, lanes);
            }
        });
    }

    /// <summary>The sums of the gradient.</summary>
    public void Write(NormalizeSumsPlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        WriteReduction(name, string.Empty, ["dy", "x"], [("moments", 3)], ("sums", 2), plan.EachImage, plan.Channels, dialect, lanes =>
        {
            writer.Line($"{dialect.V} mean = {dialect.Load(Block("moments", 0), 0, lanes)}, inverse = {dialect.Load(Block("moments", 1), 0, lanes)};");
            WriteSums(dialect, ["x", "dy"], ["sum", "product"], () =>
            {
                writer.Line($"{dialect.V} gradient = {Element(dialect, "dy", lanes)};");
                writer.Line("sumOfRow += gradient;");
                writer.Line($"productOfRow = {dialect.Fma("gradient", $"({Element(dialect, "x", lanes)} - mean) * inverse", "productOfRow")};");
            });
            writer.Line(dialect.Store("sum", Block("sums", 0), 0, lanes));
            writer.Line(dialect.Store("product", Block("sums", 1), 0, lanes));
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

    private static string Element(Dialect dialect, string operand, int lanes) =>
        dialect.Load($"Unsafe.Add(ref {operand}Row, column * {operand}Pixel)", 0, lanes);

    /// <summary>The current channels of one of the blocks of a value that has one element for each channel in each.</summary>
    private static string Block(string value, int index = 0) =>
        $"Unsafe.Add(ref {value}, channel{index switch { 0 => string.Empty, 1 => " + channels", _ => $" + (channels * {index})" }})";

    /// <summary>
    /// A kernel whose units are vectors of channels, of the batch or of each image, over images with the same sizes and strides of their
    /// own. Seen from within a unit of one image, all operands begin at that.
    /// </summary>
    private void WriteReduction(
        string name, string parameters, string[] images, (string Name, int Blocks)[] values, (string Name, int Blocks) result, bool eachImage,
        ChannelBlocks channels, Dialect dialect, Action<int> write)
    {
        (string Name, string Distance)[] all =
        [
            .. images.Select(image => (image, $"{image}Image")),
            .. values.Append(result).Select(value => (value.Name, $"channels * {value.Blocks}")),
        ];
        string references = string.Join(", ", all.Select(operand => $"ref {T} {operand.Name}{(eachImage ? "OfAll" : string.Empty)}"));
        string sizes = "int channels, int rows, int columns, " + string.Concat(images.Select(image => $"int {image}Image, int {image}RowStep, int {image}Pixel, "));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}(");
        using (writer.Open($"    {references}, {parameters}{sizes}{(eachImage ? string.Empty : "int images, ")}int begin, int end)"))
        {
            if (eachImage)
                writer.Line($"int blocks = (channels + {dialect.Count - 1}) / {dialect.Count};");
            using (writer.Loop("unit", "begin", "end"))
            {
                if (eachImage)
                {
                    writer.Line("const int images = 1;");
                    foreach ((string operand, string distance) in all)
                        writer.Line($"ref {T} {operand} = ref Unsafe.Add(ref {operand}OfAll, (nint)(unit / blocks) * {distance});");
                }

                writer.Line($"int channel = {(eachImage ? "unit % blocks" : "unit")} * {dialect.Count};");
                WriteChannels(channels, dialect, write);
            }
        }
    }

    private void WriteChannels(ChannelBlocks channels, Dialect dialect, Action<int> write)
    {
        if (channels.Last == 0 || !channels.HasWhole)
        {
            write(channels.HasWhole ? dialect.Count : channels.Last);
            return;
        }

        using (writer.Open($"if (channel + {dialect.Count} <= channels)"))
            write(dialect.Count);
        using (writer.Open("else"))
            write(channels.Last);
    }

    /// <summary>Sums over all pixels of some images: of a row, then of an image, then of the batch.</summary>
    private void WriteSums(Dialect dialect, string[] images, string[] sums, Action write)
    {
        writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum} = {dialect.Zero}"))};");
        using (writer.Loop("image", "0", "images"))
        {
            writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum}OfImage = {dialect.Zero}"))};");
            using (writer.Loop("row", "0", "rows"))
            {
                writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum}OfRow = {dialect.Zero}"))};");
                foreach (string image in images)
                    writer.Line($"ref {T} {image}Row = ref Unsafe.Add(ref {image}, ((nint)image * {image}Image) + (row * {image}RowStep) + channel);");
                using (writer.Loop("column", "0", "columns"))
                    write();
                foreach (string sum in sums)
                    writer.Line($"{sum}OfImage += {sum}OfRow;");
            }

            foreach (string sum in sums)
                writer.Line($"{sum} += {sum}OfImage;");
        }
    }
}
