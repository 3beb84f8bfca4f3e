using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="SweepPlan"/>.</summary>
public sealed class SweepTemplate(CodeWriter writer, SweepPlan plan, FunctionLibrary functions, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    private int Channels => plan.Shape.Channels;

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        string[] names = [.. plan.Inputs.Select((_, index) => $"x{index + 1}")];
        string parameters = string.Join(", ", names.Select((operand, index) => Parameter(operand, plan.Inputs[index].Role)).Append(Parameter("y", SweepRole.Image)));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}({parameters}, {(plan.CountsImages ? "int images, " : string.Empty)}int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            bool rows = plan.Shape.Height > 1;
            writer.Line(rows ? $"int image = unit / {plan.Shape.Height}, row = unit % {plan.Shape.Height};" : "int image = unit;");
            for (int index = 0; index < names.Length; index++)
                WriteStart(names[index], plan.Inputs[index].Role, rows);
            WriteStart("y", SweepRole.Image, rows);
            using (writer.Loop("column", "0", $"{plan.Shape.Width}"))
                WriteChannels(names);
        }
    }

    private string Parameter(string operand, SweepRole role) => role switch
    {
        SweepRole.Image => $"ref {T} {operand}, int {operand}Image, int {operand}Row",
        SweepRole.ImageVector => $"ref {T} {operand}, int {operand}Image",
        _ => $"ref {T} {operand}",
    };

    private void WriteStart(string operand, SweepRole role, bool rows)
    {
        string place = $"(nint)image * {operand}Image";
        if (role != SweepRole.Vector)
            writer.Line($"ref {T} {operand}Here = ref Unsafe.Add(ref {operand}, {(rows && role == SweepRole.Image ? $"({place}) + (row * {operand}Row)" : place)});");
    }

    private void WriteChannels(string[] names)
    {
        int whole = Channels / _dialect.Count * _dialect.Count;
        if (whole > 0)
        {
            using (writer.Loop("channel", "0", $"{whole}", $"{_dialect.Count}"))
                WriteVector(names, "channel", _dialect.Count);
        }

        if (whole < Channels)
            WriteVector(names, $"{whole}", Channels - whole);
    }

    private void WriteVector(string[] names, string channel, int lanes)
    {
        string[] loads = [.. names.Select((operand, index) => _dialect.Load(Place(operand, plan.Inputs[index], channel), 0, lanes))];
        writer.Line(_dialect.Store(Apply(loads), Place("y", new SweepInput(SweepRole.Image, plan.OutputPixel), channel), 0, lanes));
    }

    private static string Place(string operand, SweepInput input, string channel) => input.Role switch
    {
        SweepRole.Image => $"Unsafe.Add(ref {operand}Here, (column * {input.Pixel}) + {channel})",
        SweepRole.ImageVector => $"Unsafe.Add(ref {operand}Here, {channel})",
        _ => $"Unsafe.Add(ref {operand}, {channel})",
    };

    private string Apply(string[] x)
    {
        string select = $"{_dialect.S}.ConditionalSelect";
        string Positive(string value) => $"{_dialect.S}.GreaterThan({value}, {_dialect.Zero})";
        return plan.Operation switch
        {
            ElementOperation.Affine => _dialect.Fma(x[0], x[1], x[2]),
            ElementOperation.NormalizeImage => _dialect.Fma($"{x[0]} - {x[1]}", x[2], x[3]),
            ElementOperation.PRelu => $"{select}({Positive(x[0])}, {x[0]}, {x[0]} * {x[1]})",
            ElementOperation.PReluGradient => $"{select}({Positive(x[1])}, {x[0]}, {x[0]} * {x[2]})",
            ElementOperation.PReluSlope => $"{select}({Positive(x[1])}, {_dialect.Zero}, {x[0]} * {x[1]})",
            ElementOperation.NormalizeGradient => NormalizeGradient(x, $"({T})images * {plan.Shape.Pixels}"),
            ElementOperation.NormalizeImageGradient => NormalizeGradient(x, _dialect.Literal(plan.Shape.Pixels)),
            _ => ElementTemplate.Apply(functions, _dialect, plan.Operation, plan.Activation, x),
        };
    }

    /// <summary>Operands: dy, x; mean, 1 / deviation, factor; sum of dy, sum of dy * normalised x.</summary>
    private string NormalizeGradient(string[] x, string count)
    {
        string normal = $"({x[1]} - {x[2]}) * {x[3]}";
        return $"{x[4]} * ({x[0]} - ({_dialect.Fma(normal, x[6], x[5])} / {_dialect.S}.Create({count})))";
    }
}
