using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of an <see cref="ElementPlan"/>.</summary>
public sealed class ElementTemplate(CodeWriter writer, ElementPlan plan, FunctionLibrary functions, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        string t = _dialect.T;
        string[] names = plan.Inputs == 1 ? ["x"] : [.. Enumerable.Range(0, plan.Inputs).Select(index => $"x{index + 1}")];
        string parameters = string.Join(", ", names.Append("y").Select(operand => $"ref {t} {operand}, int {operand}Image, int {operand}Row"));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}({parameters}, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        {
            if (plan.Rows > 1)
                writer.Line($"int image = unit / {plan.Rows}, row = unit % {plan.Rows};");
            foreach (string operand in names.Append("y"))
            {
                string place = plan.Rows > 1 ? $"((nint)image * {operand}Image) + (row * {operand}Row)" : $"(nint)unit * {operand}Image";
                writer.Line($"ref {t} {operand}Here = ref Unsafe.Add(ref {operand}, {place});");
            }

            WriteRow(names);
        }
    }

    private void WriteRow(string[] names)
    {
        int whole = plan.Length / _dialect.Count * _dialect.Count;
        if (whole > 0)
        {
            using (writer.Loop("i", "0", $"{whole}", $"{_dialect.Count}"))
            {
                string[] loads = [.. names.Select(operand => _dialect.Load($"Unsafe.Add(ref {operand}Here, i)", 0, _dialect.Count))];
                writer.Line(_dialect.Store(Apply(loads), "Unsafe.Add(ref yHere, i)", 0, _dialect.Count));
            }
        }

        if (whole < plan.Length)
        {
            string[] loads = [.. names.Select(operand => _dialect.Load($"{operand}Here", whole, plan.Length - whole))];
            writer.Line(_dialect.Store(Apply(loads), "yHere", whole, plan.Length - whole));
        }
    }

    private string Apply(string[] operands) => Apply(functions, _dialect, plan.Operation, plan.Activation, operands);

    /// <summary>An operation on operands that all have the same elements.</summary>
    public static string Apply(FunctionLibrary functions, Dialect dialect, ElementOperation operation, Activation activation, string[] operands) => operation switch
    {
        ElementOperation.Add => string.Join(" + ", operands),
        ElementOperation.Multiply => string.Join(" * ", operands),
        ElementOperation.Activation => functions.Call(dialect, activation, operands[0]),
        ElementOperation.ActivationGradient => functions.CallGradient(dialect, activation, operands[0], operands[1]),
        _ => throw new InvalidOperationException($"{operation} is no operation on equal operands."),
    };
}

/// <summary>The text of a <see cref="SoftmaxPlan"/>.</summary>
public sealed class SoftmaxTemplate(CodeWriter writer, SoftmaxPlan plan, FunctionLibrary functions, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private int Channels => plan.Shape.Channels;

    /// <summary>Writes the method. Sums run over the channels in order, so that they do not depend on the vectors' width.</summary>
    public void Write(string name)
    {
        string t = _dialect.T;
        string[] names = plan.Gradient ? ["dy", "p", "dx"] : ["x", "y"];
        string parameters = string.Join(", ", names.Select(operand => $"ref {t} {operand}, int {operand}Image, int {operand}Row"));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}({parameters}, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        using (writer.Loop("column", "0", $"{plan.Shape.Width}"))
        {
            foreach (string operand in names)
            {
                string place = plan.Shape.Height > 1
                    ? $"((nint)(unit / {plan.Shape.Height}) * {operand}Image) + (unit % {plan.Shape.Height} * {operand}Row)" : $"((nint)unit * {operand}Image)";
                writer.Line($"ref {t} {operand}0 = ref Unsafe.Add(ref {operand}, {place} + (column * {Channels}));");
            }

            if (plan.Gradient)
                WriteGradient();
            else
                WriteForward();
        }
    }

    private void WriteForward()
    {
        string t = _dialect.T;
        writer.Line($"{t} largest = x0;");
        using (writer.Loop("i", "1", $"{Channels}"))
            writer.Line($"largest = {t}.Max(largest, Unsafe.Add(ref x0, i));");
        ForEachVector((load, store) => writer.Line(store(functions.CallExp(_dialect, $"{load("x0")} - {_dialect.S}.Create(largest)"), "y0")));
        writer.Line($"{t} sum = 0;");
        using (writer.Loop("i", "0", $"{Channels}"))
            writer.Line("sum += Unsafe.Add(ref y0, i);");
        ForEachVector((load, store) => writer.Line(store($"{load("y0")} / {_dialect.S}.Create(sum)", "y0")));
    }

    private void WriteGradient()
    {
        string t = _dialect.T;
        writer.Line($"{t} sum = 0;");
        using (writer.Loop("i", "0", $"{Channels}"))
            writer.Line($"sum = {t}.FusedMultiplyAdd(Unsafe.Add(ref dy0, i), Unsafe.Add(ref p0, i), sum);");
        ForEachVector((load, store) => writer.Line(store($"{load("p0")} * ({load("dy0")} - {_dialect.S}.Create(sum))", "dx0")));
    }

    private void ForEachVector(Action<Func<string, string>, Func<string, string, string>> write)
    {
        int whole = Channels / _dialect.Count * _dialect.Count;
        if (whole > 0)
        {
            using (writer.Loop("i", "0", $"{whole}", $"{_dialect.Count}"))
            {
                write(operand => _dialect.Load($"Unsafe.Add(ref {operand}, i)", 0, _dialect.Count),
                    (value, operand) => _dialect.Store(value, $"Unsafe.Add(ref {operand}, i)", 0, _dialect.Count));
            }
        }

        if (whole < Channels)
        {
            write(operand => _dialect.Load(operand, whole, Channels - whole),
                (value, operand) => _dialect.Store(value, operand, whole, Channels - whole));
        }
    }
}
