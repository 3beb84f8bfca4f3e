using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="PoolPlan"/>. What happens to the windows themselves is in <see cref="PoolWindow"/>.</summary>
public sealed class PoolTemplate
{
    private readonly CodeWriter _writer;
    private readonly PoolPlan _plan;
    private readonly Dialect _dialect;
    private readonly PoolWindow _window;
    private readonly WindowAxis _vertical;
    private readonly WindowAxis _horizontal;

    /// <summary>A template that writes to <paramref name="writer"/>.</summary>
    public PoolTemplate(CodeWriter writer, PoolPlan plan, bool isDouble)
    {
        _writer = writer;
        _plan = plan;
        _dialect = new Dialect(plan.Vector, isDouble);
        _window = new PoolWindow(writer, plan, _dialect);
        _vertical = plan.Pool.Window.Height;
        _horizontal = plan.Pool.Window.Width;
    }

    private int Channels => _plan.Input.Shape.Channels;

    private int OutputPixel => _plan.Gradient ? _plan.OutputGradient.Pixel : _plan.OutputPixel;

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(PoolPlan plan)
    {
        (int rows, int columns) = (PoolSegment.Of(plan.Pool.Window.Height).Count, PoolSegment.Of(plan.Pool.Window.Width).Count);
        string kinds = rows == 1 && columns == 1 ? string.Empty : $", for {rows} {(rows == 1 ? "kind" : "kinds")} of rows and {columns} of columns";
        return (plan.Unrolled
            ? $"{plan.Vector.Count} channels at a time; windows written out{kinds}."
            : $"{plan.Together * plan.Vector.Count} channels at a time; windows are loops, clipped to the input once for each output.")
            + (plan.InBand ? "\nInputs are a band of rows, which begins with row bandTop." : string.Empty);
    }

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        string t = _dialect.T;
        string x = _plan.Pool.Mode == PoolMode.Max ? $"ref {t} x, " : string.Empty;
        string parameters = _plan.Gradient
            ? $"ref {t} dy, {x}ref {t} dx, int begin, int end"
            : _plan.InBand ? $"ref {t} input, int bandTop, ref {t} y, int outputRow, int begin, int end"
            : $"ref {t} x, ref {t} y, int outputImage, int outputRow, int begin, int end";
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (_writer.Open($"private static void {name}({parameters})"))
        using (_writer.Loop(_plan.InBand ? "row" : "unit", "begin", "end"))
        {
            if (_plan.Gradient)
                WriteGradient();
            else
                WriteForward();
        }
    }

    private void WriteForward()
    {
        string t = _dialect.T;
        if (_plan.InBand)
            _writer.Line($"ref {t} output = ref Unsafe.Add(ref y, (row - begin) * outputRow);");
        else
            WriteImage();
        if (!_plan.Unrolled)
        {
            WriteClipped();
            return;
        }

        IReadOnlyList<PoolSegment> rows = PoolSegment.Of(_vertical);
        for (int index = 0; index < rows.Count; index++)
        {
            string condition = index == rows.Count - 1 ? (index == 0 ? string.Empty : "else")
                : $"{(index == 0 ? "if" : "else if")} (row < {rows[index].End})";
            using (_writer.Open(condition))
                WriteColumns(rows[index]);
        }
    }

    private void WriteImage()
    {
        string t = _dialect.T;
        _writer.Line(_plan.UnitsPerImage == 1 ? "int image = unit;"
            : $"int image = unit / {_plan.UnitsPerImage}, {(_plan.Parts > 1 ? "part" : "row")} = unit % {_plan.UnitsPerImage};");
        if (_vertical.Output == 1)
            _writer.Line("const int row = 0;");
        _writer.Line($"ref {t} input = ref Unsafe.Add(ref x, (nint)image * {_plan.Input.Image});");
        _writer.Line($"ref {t} output = ref Unsafe.Add(ref y, ((nint)image * outputImage) + (row * outputRow));");
    }

    private void WriteGradient()
    {
        string t = _dialect.T;
        if (_plan.Pool.Mode == PoolMode.Max)
            _writer.Line($"ref {t} input = ref Unsafe.Add(ref x, (nint)unit * {_plan.Input.Image});");
        _writer.Line($"ref {t} inputGradient = ref Unsafe.Add(ref dx, (nint)unit * {_plan.InputGradient.Image});");
        if (!_plan.Unrolled)
        {
            using (_writer.Loop("row", "0", $"{_vertical.Output}"))
            {
                WriteOutputRow();
                WriteClipped();
            }

            return;
        }

        foreach (PoolSegment rows in PoolSegment.Of(_vertical))
        {
            using (_writer.Loop("row", $"{rows.Begin}", $"{rows.End}"))
            {
                WriteOutputRow();
                WriteColumns(rows);
            }
        }

        void WriteOutputRow() => _writer.Line(
            $"ref {t} output = ref Unsafe.Add(ref dy, ((nint)unit * {_plan.OutputGradient.Image}) + (row * {_plan.OutputGradient.Row}));");
    }

    private void WriteColumns(PoolSegment rows)
    {
        foreach (PoolSegment columns in PoolSegment.Of(_horizontal))
        {
            using (_writer.Loop("column", $"{columns.Begin}", $"{columns.End}"))
            {
                int taps = _plan.Pool.Mode == PoolMode.AverageWithPadding ? rows.Padded * columns.Padded
                    : (rows.EndTap - rows.FirstTap) * (columns.EndTap - columns.FirstTap);
                WriteChannels((lanes, _) => _window.WriteUnrolled(rows, columns, taps, lanes));
            }
        }
    }

    private void WriteClipped()
    {
        _writer.Line($"int top = {Position("row", _vertical)};");
        _writer.Line($"int firstRow = {First("top", _vertical)}, endRow = {End("top", _vertical, _vertical.Input)};");
        using (_writer.Loop("column", "0", $"{_horizontal.Output}"))
        {
            _writer.Line($"int left = {Position("column", _horizontal)};");
            _writer.Line($"int firstColumn = {First("left", _horizontal)}, endColumn = {End("left", _horizontal, _horizontal.Input)};");
            if (_plan.Pool.Mode == PoolMode.Average)
                _writer.Line("int taps = (endRow - firstRow) * (endColumn - firstColumn);");
            if (_plan.Pool.Mode == PoolMode.AverageWithPadding)
            {
                _writer.Line($"int taps = {End("top", _vertical, _vertical.Input + _vertical.After)} * "
                    + $"{End("left", _horizontal, _horizontal.Input + _horizontal.After)};");
            }

            WriteChannels(_window.WriteClipped);
        }
    }

    /// <summary>All channels: some vectors together, as many as are left one by one, and what is left of those.</summary>
    /// <param name="write">Writes what is done with some channels of so many vectors.</param>
    private void WriteChannels(Action<int, int> write)
    {
        int whole = Channels / _dialect.Count * _dialect.Count;
        if (whole > 0)
        {
            bool parts = _plan.Parts > 1;
            string first = parts ? $"part * {_plan.PartChannels}" : "0", end = parts ? $"Math.Min({whole}, (part + 1) * {_plan.PartChannels})" : $"{whole}";
            int together = _plan.Together * _dialect.Count;
            if (_plan.Together > 1)
            {
                _writer.Line($"int first = {first}, endAlone = {end}, endTogether = endAlone - ((endAlone - first) % {together});");
                WriteLoop("first", "endTogether", _plan.Together);
                (first, end) = ("endTogether", "endAlone");
            }

            if (_plan.Together == 1 || parts || whole % together > 0)
                WriteLoop(first, end, 1);
        }

        if (whole < Channels)
        {
            using (_writer.Open(_plan.Parts > 1 ? $"if (part == {_plan.Parts - 1})" : string.Empty))
            {
                _writer.Line($"const int channel = {whole};");
                _writer.Line($"int place = (column * {OutputPixel}) + channel;");
                write(Channels - whole, 1);
            }
        }

        void WriteLoop(string first, string end, int vectors)
        {
            using (_writer.Loop("channel", first, end, $"{vectors * _dialect.Count}"))
            {
                _writer.Line($"int place = (column * {OutputPixel}) + channel;");
                write(_dialect.Count, vectors);
            }
        }
    }

    private static string Position(string output, WindowAxis axis)
    {
        string start = axis.Stride == 1 ? output : $"({output} * {axis.Stride})";
        return axis.Before == 0 ? start : $"{start} - {axis.Before}";
    }

    private static string First(string start, WindowAxis axis) => axis.Before == 0 ? "0"
        : axis.Dilation == 1 ? $"Math.Max(0, -{start})" : $"Math.Max(0, (-{start} + {axis.Dilation - 1}) / {axis.Dilation})";

    private static string End(string start, WindowAxis axis, int limit) =>
        $"Math.Min({axis.Size}, (({limit - 1} - {start}) / {axis.Dilation}) + 1)";
}
