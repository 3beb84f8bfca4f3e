using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="WinogradPlan"/>: its three steps, called chunk by chunk.</summary>
public sealed class WinogradTemplate(CodeWriter writer, WinogradPlan plan, KernelTable kernels, string type)
{
    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(WinogradPlan plan) =>
        $"{plan.Rows}x{plan.Columns} pixels of {plan.Channels} to {plan.Filters} channels as {plan.TileRows}x{plan.TileColumns} tiles of {plan.Tile}x{plan.Tile}; "
        + $"{plan.ChunkRows} rows of tiles at a time.\n"
        + $"Tiles are transformed to {plan.Planes} planes, each plane is multiplied by its weights, and the products are transformed back.";

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        int chunks = plan.UnitsPerImage, input = plan.ChunkTiles * plan.Channels, output = plan.ChunkTiles * plan.Filters;
        string first = chunks == 1 ? "0"
            : plan.TileRows % plan.ChunkRows == 0 ? $"unit % {chunks} * {plan.ChunkRows}"
            : $"Math.Min(unit % {chunks} * {plan.ChunkRows}, {plan.TileRows - plan.ChunkRows})";
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}<TEpilogue>(");
        writer.Line($"    ref {type} x, ref {type} weights, ref {type} bias, ref {type} noBias, ref {type} y, ref {type} scratch,");
        writer.Line("    int inputImage, int inputRow, int inputPixel, int outputImage, int outputRow, int outputPixel, int begin, int end)");
        using (writer.Open("    where TEpilogue : struct"))
        {
            writer.Line($"ref {type} planes = ref scratch;   // {plan.Planes} of {plan.ChunkTiles} tiles by {plan.Channels} channels");
            writer.Line($"ref {type} products = ref Unsafe.Add(ref scratch, {plan.Planes * input});   // {plan.Planes} of {plan.ChunkTiles} tiles by {plan.Filters} channels");
            using (writer.Loop("unit", "begin", "end"))
            {
                writer.Line(chunks == 1 ? "int image = unit;" : $"int image = unit / {chunks};");
                writer.Line($"int tileRow = {first};");
                writer.Line($"ref {type} firstInput = ref Unsafe.Add(ref x, ((nint)image * inputImage) + (tileRow * {plan.Tile} * inputRow));");
                writer.Line($"ref {type} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage) + (tileRow * {plan.Tile} * outputRow));");
                writer.Line($"{kernels.NameOf(plan.Input, name)}(ref firstInput, ref planes, {plan.ChunkRows}, {plan.TileColumns}, inputRow, inputPixel, {plan.Channels});");
                TilePlan product = plan.Product.Shared();
                string strides = string.Join(", ", plan.Product.Strides.Select(stride => stride.Value));
                writer.Line($"{kernels.NameOf(product, name)}<{kernels.Epilogue(product, Graph.Activation.None)}>(");
                writer.Line($"    ref planes, ref weights, ref noBias, ref products, {output}, 0, {strides}, 0, {plan.Planes});");
                writer.Line($"{kernels.NameOf(plan.Output, name)}<TEpilogue>(");
                writer.Line($"    ref products, ref bias, ref firstOutput, {plan.ChunkRows}, {plan.TileColumns}, outputRow, outputPixel, {plan.Filters}, "
                    + $"{plan.Rows} - (tileRow * {plan.Tile}), {plan.Columns});");
            }
        }
    }
}
