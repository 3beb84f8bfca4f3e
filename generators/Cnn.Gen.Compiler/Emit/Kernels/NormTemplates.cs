using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The texts of batch norm's kernels. Sums run over rows, then images, so that rounding errors of large batches stay small.</summary>
public sealed class NormTemplates(CodeWriter writer, bool isDouble)
{
    private string T => isDouble ? "double" : "float";

    /// <summary>y = x * factor + addend.</summary>
    public void Write(AffinePlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        WriteSweep(name, plan.Shape, dialect, ["x"], ["factor", "addend"], "y", string.Empty, lanes =>
            writer.Line(dialect.Store(
                dialect.Fma(dialect.Load("Unsafe.Add(ref x0, place)", 0, lanes), dialect.Load("Unsafe.Add(ref factor, channel)", 0, lanes),
                    dialect.Load("Unsafe.Add(ref addend, channel)", 0, lanes)), "Unsafe.Add(ref y0, place)", 0, lanes)));
    }

    /// <summary>The input gradient.</summary>
    public void Write(NormalizeInputGradPlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        int channels = plan.Shape.Channels;
        string Channel(string block, int index, int lanes) => dialect.Load($"Unsafe.Add(ref {block}, channel)", index * channels, lanes);
        WriteSweep(name, plan.Shape, dialect, ["dy", "x"], ["moments", "sums"], "dx", "int images, ", lanes =>
        {
            writer.Line($"{dialect.V} normal = ({dialect.Load("Unsafe.Add(ref x0, place)", 0, lanes)} - {Channel("moments", 0, lanes)}) * {Channel("moments", 1, lanes)};");
            writer.Line($"{dialect.V} mean = {dialect.Fma("normal", Channel("sums", 1, lanes), Channel("sums", 0, lanes))} / "
                + $"{dialect.S}.Create(({T})images * {plan.Shape.Pixels});");
            writer.Line(dialect.Store($"{Channel("moments", 2, lanes)} * ({dialect.Load("Unsafe.Add(ref dy0, place)", 0, lanes)} - mean)",
                "Unsafe.Add(ref dx0, place)", 0, lanes));
        });
    }

    /// <summary>The moments.</summary>
    public void Write(BatchMomentsPlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        Layout layout = plan.Layout;
        int channels = layout.Shape.Channels;
        string header = $"ref {T} x, ref {T} scale, ref {T} bias, ref {T} runningMean, ref {T} runningVariance, ref {T} moments, bool update, int images";
        WriteReduction(name, header, channels, dialect, lanes =>
        {
            string At(string block, int index = 0) => $"Unsafe.Add(ref {block}, {(index == 0 ? "channel" : $"channel + {index * channels}")})";
            writer.Line($"{T} count = ({T})images * {layout.Shape.Pixels};");
            WriteSums(dialect, layout, null, ["sum"], () => writer.Line($"sumOfRow += {dialect.Load("Unsafe.Add(ref xRow, place)", 0, lanes)};"));
            writer.Line($"{dialect.V} mean = sum / {dialect.S}.Create(count);");
            WriteSums(dialect, layout, null, ["squares"], () =>
            {
                writer.Line($"{dialect.V} away = {dialect.Load("Unsafe.Add(ref xRow, place)", 0, lanes)} - mean;");
                writer.Line($"squaresOfRow = {dialect.Fma("away", "away", "squaresOfRow")};");
            });
            writer.Line($"{dialect.V} variance = squares / {dialect.S}.Create(count);");
            writer.Line($"{dialect.V} inverse = {dialect.Constant(1)} / {dialect.S}.Sqrt(variance + {dialect.Constant(plan.Epsilon)});");
            writer.Line($"{dialect.V} factor = inverse * {dialect.Load(At("scale"), 0, lanes)};");
            writer.Line(dialect.Store("mean", At("moments"), 0, lanes));
            writer.Line(dialect.Store("inverse", At("moments", 1), 0, lanes));
            writer.Line(dialect.Store("factor", At("moments", 2), 0, lanes));
            writer.Line(dialect.Store(dialect.Fma("-mean", "factor", dialect.Load(At("bias"), 0, lanes)), At("moments", 3), 0, lanes));
            using (writer.Open("if (update)"))
            {
                writer.Line($"{dialect.V} unbiased = squares / {dialect.S}.Create({T}.Max(count - 1, 1));");
                writer.Line($"{dialect.V} keep = {dialect.Constant(1 - plan.Momentum)}, take = {dialect.Constant(plan.Momentum)};");
                writer.Line(dialect.Store($"({dialect.Load(At("runningMean"), 0, lanes)} * keep) + (mean * take)", At("runningMean"), 0, lanes));
                writer.Line(dialect.Store($"({dialect.Load(At("runningVariance"), 0, lanes)} * keep) + (unbiased * take)", At("runningVariance"), 0, lanes));
            }
        });
    }

    /// <summary>The sums of the gradient.</summary>
    public void Write(NormalizeSumsPlan plan, string name)
    {
        var dialect = new Dialect(plan.Vector, isDouble);
        int channels = plan.Input.Shape.Channels;
        WriteReduction(name, $"ref {T} dy, ref {T} x, ref {T} moments, ref {T} sums, int images", channels, dialect, lanes =>
        {
            writer.Line($"{dialect.V} mean = {dialect.Load("Unsafe.Add(ref moments, channel)", 0, lanes)}, "
                + $"inverse = {dialect.Load("Unsafe.Add(ref moments, channel)", channels, lanes)};");
            WriteSums(dialect, plan.Input, plan.Gradient, ["sum", "product"], () =>
            {
                writer.Line($"{dialect.V} gradient = {dialect.Load("Unsafe.Add(ref dyRow, place)", 0, lanes)};");
                writer.Line("sumOfRow += gradient;");
                writer.Line($"productOfRow = {dialect.Fma("gradient", $"({dialect.Load("Unsafe.Add(ref xRow, place)", 0, lanes)} - mean) * inverse", "productOfRow")};");
            });
            writer.Line(dialect.Store("sum", "Unsafe.Add(ref sums, channel)", 0, lanes));
            writer.Line(dialect.Store("product", "Unsafe.Add(ref sums, channel)", channels, lanes));
        });
    }

    /// <summary>A kernel over rows of pixels, channels innermost, strides as arguments.</summary>
    private void WriteSweep(
        string name, Shape shape, Dialect dialect, string[] inputs, string[] blocks, string output, string more, Action<int> write)
    {
        string[] images = [.. inputs, output];
        string Strided(string operand) => $"ref {T} {operand}, int {operand}Image, int {operand}Row";
        string parameters = string.Join(", ", inputs.Select(Strided).Concat(blocks.Select(block => $"ref {T} {block}")).Append(Strided(output)));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}({parameters}, {more}int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            writer.Line(shape.Height == 1 ? "int image = unit;" : $"int image = unit / {shape.Height}, row = unit % {shape.Height};");
            foreach (string operand in images)
            {
                writer.Line($"ref {T} {operand}0 = ref Unsafe.Add(ref {operand}, "
                    + (shape.Height == 1 ? $"(nint)image * {operand}Image);" : $"((nint)image * {operand}Image) + (row * {operand}Row));"));
            }

            using (writer.Loop("column", "0", $"{shape.Width}"))
                WriteChannels(shape.Channels, dialect, write);
        }
    }

    private void WriteChannels(int channels, Dialect dialect, Action<int> write)
    {
        int whole = channels / dialect.Count * dialect.Count;
        if (whole > 0)
        {
            using (writer.Loop("channel", "0", $"{whole}", $"{dialect.Count}"))
            {
                writer.Line($"int place = (column * {channels}) + channel;");
                write(dialect.Count);
            }
        }

        if (whole < channels)
        {
            using (writer.Open(string.Empty))
            {
                writer.Line($"const int channel = {whole};");
                writer.Line($"int place = (column * {channels}) + channel;");
                write(channels - whole);
            }
        }
    }

    /// <summary>A kernel whose units are blocks of channels.</summary>
    private void WriteReduction(string name, string parameters, int channels, Dialect dialect, Action<int> write)
    {
        int blocks = (channels + dialect.Count - 1) / dialect.Count, last = channels - ((blocks - 1) * dialect.Count);
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}({parameters}, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            writer.Line($"int channel = unit * {dialect.Count};");
            if (last == dialect.Count || blocks == 1)
            {
                write(last);
                return;
            }

            using (writer.Open($"if (unit < {blocks - 1})"))
                write(dialect.Count);
            using (writer.Open("else"))
                write(last);
        }
    }

    /// <summary>Sums over all pixels of x (and of dy beside it): of a row, then of an image, then of the batch.</summary>
    private void WriteSums(Dialect dialect, Layout x, Layout? dy, string[] sums, Action write)
    {
        writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum} = {dialect.Zero}"))};");
        using (writer.Loop("image", "0", "images"))
        {
            writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum}OfImage = {dialect.Zero}"))};");
            using (writer.Loop("row", "0", $"{x.Shape.Height}"))
            {
                writer.Line($"{dialect.V} {string.Join(", ", sums.Select(sum => $"{sum}OfRow = {dialect.Zero}"))};");
                writer.Line($"ref {T} xRow = ref Unsafe.Add(ref x, ((nint)image * {x.Image}) + (row * {x.Row}) + channel);");
                if (dy is { } layout)
                    writer.Line($"ref {T} dyRow = ref Unsafe.Add(ref dy, ((nint)image * {layout.Image}) + (row * {layout.Row}) + channel);");
                using (writer.Loop("column", "0", $"{x.Shape.Width}"))
                {
                    writer.Line($"int place = column * {x.Shape.Channels};");
                    write();
                }

                foreach (string sum in sums)
                    writer.Line($"{sum}OfImage += {sum}OfRow;");
            }

            foreach (string sum in sums)
                writer.Line($"{sum} += {sum}OfImage;");
        }
    }
}
