using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The text of a <see cref="PixelLanePlan"/> whose vectors hold a group of pixels with all their channels. The inputs of a group lie in one
/// vector for each row of the window; element k of the sum is, in all lanes of a pixel, that pixel's k-th input of them.
/// </summary>
public sealed class PixelGroupTemplate(CodeWriter writer, PixelLanePlan plan, EpilogueText epilogues, bool isDouble)
{
    private readonly Dialect _dialect = new(plan.Vector, isDouble);

    private string T => _dialect.T;

    private string V => _dialect.V;

    /// <summary>A vector of lanes' numbers, as wide as elements are.</summary>
    private string Numbers => $"{_dialect.S}<{(isDouble ? "long" : "int")}>";

    /// <summary>Elements of the sum in one pass of its loop.</summary>
    public static int Step(PixelLanePlan plan) =>
        Enumerable.Range(1, plan.Taps.Run).Last(step => step == 1 || (plan.Taps.Run % step == 0 && step * plan.Vectors <= Budget.LoopBody * 3 / 2));

    /// <summary>
    /// Lanes by which a vector of inputs is longer than what a group reads. The last vector of a tile begins as many elements before its group,
    /// so that nothing behind the row is read.
    /// </summary>
    private int Spare => plan.Vector.Count - plan.GroupInputs;

    /// <summary>Writes the method.</summary>
    public void Write(string name) => new PixelRowTemplate(writer, plan, isDouble).Write(name, WriteConstants, WriteTile);

    private void WriteConstants()
    {
        string last = Spare == 0 ? string.Empty : $", last = {Lanes(pixel => (pixel * plan.InputPixel) + Spare)}";
        writer.Line($"{Numbers} first = {Lanes(pixel => pixel * plan.InputPixel)}{last}, one = {_dialect.S}.Create(1{(isDouble ? "L" : string.Empty)});");
    }

    private void WriteTile(string input, string output)
    {
        string start = plan.Bias ? _dialect.LoadRepeated("bias", 0, plan.Filters) : _dialect.Zero;
        writer.Line($"{V} a0 = {start}{string.Concat(Vectors.Skip(1).Select(vector => $", a{vector} = a0"))};");
        writer.Line($"ref {T} w = ref weights;");
        if (plan.Taps.Rows == 1)
        {
            WriteTapRow(input);
        }
        else
        {
            using (writer.Loop("tapRow", "0", $"{plan.Taps.Rows}"))
            {
                writer.Line($"ref {T} inputTaps = ref Unsafe.Add(ref {input}, tapRow * {plan.Taps.RowStep});");
                WriteTapRow("inputTaps");
            }
        }

        epilogues.Write(writer, _dialect, [.. Vectors.Select(vector => $"a{vector}")]);
        foreach (int vector in Vectors)
            writer.Line(_dialect.Store($"a{vector}", output, (long)plan.Column(vector) * plan.Filters, plan.Vector.Count));
    }

    private void WriteTapRow(string input)
    {
        foreach (int vector in Vectors)
        {
            long place = ((long)plan.Column(vector) * plan.InputPixel) - (IsLast(vector) ? Spare : 0);
            writer.Line($"{V} x{vector} = {_dialect.Load(input, place, plan.Vector.Count)};");
        }

        string spare = Spare == 0 ? string.Empty : ", kOfLast = last";
        writer.Line($"{Numbers} k = first{spare};");
        int step = Step(plan);
        using (writer.Loop("element", "0", $"{plan.Taps.Run}", $"{step}"))
        {
            for (int element = 0; element < step; element++)
            {
                writer.Line($"{V} w{element} = {_dialect.LoadRepeated("w", (long)element * plan.Filters, plan.Filters)};");
                foreach (int vector in Vectors)
                {
                    string x = $"{_dialect.S}.ShuffleNative(x{vector}, {(Spare > 0 && IsLast(vector) ? "kOfLast" : "k")})";
                    writer.Line($"a{vector} = {_dialect.Fma(x, $"w{element}", $"a{vector}")};");
                }

                writer.Line($"k += one;{(Spare == 0 ? string.Empty : " kOfLast += one;")}");
            }

            writer.Line($"w = ref Unsafe.Add(ref w, {step * plan.Filters});");
        }
    }

    private string Lanes(Func<int, int> number) =>
        $"{_dialect.S}.Create({string.Join(", ", Enumerable.Range(0, plan.Vector.Count).Select(lane => $"{number(lane / plan.Filters)}{(isDouble ? "L" : string.Empty)}"))})";

    private bool IsLast(int vector) => vector == plan.Vectors - 1;

    private IEnumerable<int> Vectors => Enumerable.Range(0, plan.Vectors);
}
