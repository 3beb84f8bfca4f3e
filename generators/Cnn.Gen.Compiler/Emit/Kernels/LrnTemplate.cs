using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of an <see cref="LrnPlan"/>. Sums run over the channels in order, so that they do not depend on the vectors' width.</summary>
public sealed class LrnTemplate(CodeWriter writer, LrnPlan plan, FunctionLibrary functions, bool isDouble)
{
    private readonly Dialect _vectors = new(plan.Vector, isDouble);
    private readonly Dialect _scalars = new(new Lanes(0, 1), isDouble);
    private readonly LrnOp _lrn = plan.Lrn;

    private string T => _vectors.T;

    private int Channels => plan.Shape.Channels;

    /// <summary>What is summed over the window.</summary>
    private string Summed => plan.Stage == LrnStage.Gradient ? "terms" : "x";

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        string[] operands = plan.Stage switch
        {
            LrnStage.Forward => ["x", "y"],
            LrnStage.Terms => ["dy", "x", "terms", "dx"],
            _ => ["x", "terms", "dx"],
        };
        string parameters = string.Join(", ", operands.Select(operand => $"ref {T} {operand}, int {operand}Image, int {operand}Row"));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Open($"private static void {name}({parameters}, int begin, int end)"))
        using (writer.Loop("unit", "begin", "end"))
        using (writer.Loop("column", "0", $"{plan.Shape.Width}"))
        {
            foreach (string operand in operands)
            {
                string place = plan.Shape.Height > 1
                    ? $"((nint)(unit / {plan.Shape.Height}) * {operand}Image) + (unit % {plan.Shape.Height} * {operand}Row)" : $"((nint)unit * {operand}Image)";
                writer.Line($"ref {T} {operand}0 = ref Unsafe.Add(ref {operand}, {place} + (column * {Channels}));");
            }

            WriteChannels();
        }
    }

    private void WriteChannels()
    {
        int inside = Channels - plan.Before - plan.After;
        int vectors = plan.Vector.Bits == 0 || inside <= 0 ? 0 : inside / plan.Vector.Count * plan.Vector.Count;
        if (vectors == 0)
        {
            WriteElements("0", $"{Channels}");
            return;
        }

        if (plan.Before > 0)
            WriteElements("0", $"{plan.Before}");
        using (writer.Loop("channel", $"{plan.Before}", $"{plan.Before + vectors}", $"{plan.Vector.Count}"))
        {
            writer.Line($"{_vectors.V} sum = {_vectors.Zero};");
            using (writer.Loop("other", $"channel - {plan.Before}", $"channel + {plan.After + 1}"))
                WriteAddition(_vectors);
            WriteResult(_vectors);
        }

        if (plan.Before + vectors < Channels)
            WriteElements($"{plan.Before + vectors}", $"{Channels}");
    }

    private void WriteElements(string begin, string end)
    {
        using (writer.Loop("channel", begin, end))
        {
            writer.Line($"{T} sum = 0;");
            using (writer.Loop("other", $"Math.Max(channel - {plan.Before}, 0)", $"Math.Min(channel + {plan.After + 1}, {Channels})"))
                WriteAddition(_scalars);
            WriteResult(_scalars);
        }
    }

    private void WriteAddition(Dialect dialect)
    {
        writer.Line($"{dialect.V} element = {Load(dialect, Summed, "other")};");
        writer.Line(plan.Stage == LrnStage.Gradient ? "sum += element;" : $"sum = {dialect.Fma("element", "element", "sum")};");
    }

    private void WriteResult(Dialect dialect)
    {
        string Here(string operand) => Load(dialect, operand, "channel");
        void Store(string value, string operand) => writer.Line(dialect.Store(value, Place(operand, "channel"), 0, dialect.Count));
        if (plan.Stage == LrnStage.Gradient)
        {
            string weight = dialect.Constant(-2 * _lrn.Beta * _lrn.Alpha / _lrn.Size);
            Store(dialect.Fma($"{weight} * {Here("x")}", "sum", Here("dx")), "dx");
            return;
        }

        writer.Line($"{dialect.V} b = {dialect.Fma("sum", dialect.Constant(_lrn.Alpha / _lrn.Size), dialect.Constant(_lrn.K))};");
        string power = functions.CallPower(dialect, "b", -_lrn.Beta);
        if (plan.Stage == LrnStage.Forward)
        {
            Store($"{Here("x")} * ({power})", "y");
            return;
        }

        writer.Line($"{dialect.V} share = {Here("dy")} * ({power});");
        Store("share", "dx");
        Store($"share * {Here("x")} / b", "terms");
    }

    private static string Load(Dialect dialect, string operand, string channel) => dialect.Load(Place(operand, channel), 0, dialect.Count);

    private static string Place(string operand, string channel) => $"Unsafe.Add(ref {operand}0, {channel})";
}
