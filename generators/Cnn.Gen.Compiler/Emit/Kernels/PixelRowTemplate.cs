using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>What surrounds a tile of a <see cref="PixelLanePlan"/>: the method, and the loops over rows and columns.</summary>
public sealed class PixelRowTemplate(CodeWriter writer, PixelLanePlan plan, bool isDouble)
{
    private readonly string _type = isDouble ? "double" : "float";

    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(PixelLanePlan plan)
    {
        string lanes = plan.Group > 0 ? $"{plan.Group} of them in each vector" : "in the lanes of vectors";
        int multiplyAdds = plan.Vectors * (plan.Group > 0 ? PixelGroupTemplate.Step(plan) : plan.Filters * plan.Taps.Length);
        return $"{plan.Rows}x{plan.Columns} pixels by {plan.Filters} channels; a tile is {plan.Vectors} x {plan.Pixels} pixels, {lanes}, by all channels.\n"
            + (plan.Group > 0
                ? $"The sum of {plan.Taps.Length} is a loop, {PixelGroupTemplate.Step(plan)} at a time: {multiplyAdds} multiply-adds, whose inputs are shuffled from a vector for each row of the window."
                : $"The sum of {plan.Taps.Length} is written out: {multiplyAdds} multiply-adds. Its results are interleaved to pixels.");
    }

    /// <summary>Writes the method, with what stands before all loops and, for each tile, what <paramref name="writeTile"/> writes for an input and an output.</summary>
    public void Write(string name, Action? writeConstants, Action<string, string> writeTile)
    {
        string bias = plan.Bias ? $"ref {_type} bias, " : string.Empty;
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}<TEpilogue>(");
        writer.Line($"    ref {_type} x, ref {_type} weights, {bias}ref {_type} y, int outputImage, int outputRow, int begin, int end)");
        using (writer.Open("    where TEpilogue : struct"))
        {
            writeConstants?.Invoke();
            using (writer.Loop("unit", "begin", "end"))
            {
                writer.Line($"int image = unit / {plan.Rows}, row = unit % {plan.Rows};");
                writer.Line($"ref {_type} firstInput = ref Unsafe.Add(ref x, ((nint)image * {plan.InputImage}) + (row * {plan.InputRow}));");
                writer.Line($"ref {_type} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage) + (row * outputRow));");
                WriteRow(writeTile);
            }
        }
    }

    /// <summary>A row of pixels: one tile, whose last vector may overlap the one before, or several, of which the last may.</summary>
    private void WriteRow(Action<string, string> writeTile)
    {
        if (plan.Tiles == 1)
        {
            writeTile("firstInput", "firstOutput");
            return;
        }

        int columns = plan.Vectors * plan.Pixels;
        bool even = plan.Columns % columns == 0;
        using (writer.Loop(even ? "column" : "tile", "0", $"{plan.Columns}", $"{columns}"))
        {
            if (!even)
                writer.Line($"int column = Math.Min(tile, {plan.Columns - columns});");
            writer.Line($"ref {_type} input = ref Unsafe.Add(ref firstInput, column{(plan.InputPixel == 1 ? string.Empty : $" * {plan.InputPixel}")});");
            writer.Line($"ref {_type} output = ref Unsafe.Add(ref firstOutput, column * {plan.Filters});");
            writeTile("input", "output");
        }
    }
}
