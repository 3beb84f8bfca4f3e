using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of a <see cref="WinogradPlan"/>: its three steps, called chunk by chunk.</summary>
public sealed class WinogradTemplate(CodeWriter writer, WinogradPlan plan, KernelTable kernels, string type)
{
    /// <summary>What was decided, for the reader.</summary>
    public static string Describe(WinogradPlan plan) =>
        $"{plan.Rows}x{plan.Columns} pixels of {plan.Channels} to {plan.Filters} channels as {plan.TileRows}x{plan.TileColumns} tiles of {plan.Tile.Rows}x{plan.Tile.Columns}; "
        + $"{(plan.MayBeShorter ? "up to " : string.Empty)}{plan.ChunkRows} {(plan.ChunkRows == 1 ? "row" : "rows")} of tiles at a time.\n"
        + $"Tiles are transformed to {plan.Tile.Planes} planes, each plane is multiplied by its {(plan.OnTheFly is null ? "weights" : "filters, which are transformed on the fly")}, "
        + "and the products are transformed back."
        + (plan.Tile.Stride == 1 ? string.Empty : $"\nTwo neighbouring columns are one of {plan.InputRun} channels; even and odd rows are transformed one after the other, and summed together.")
        + (plan.Pooled ? "\nOnly the largest of each 2x2 outputs is written." : plan.InBand ? "\nOutputs are a band of rows, which begins with row bandTop." : string.Empty);

    private string Types => plan.Residual ? "<TEpilogue, TResidual>" : "<TEpilogue>";

    /// <summary>Writes the method.</summary>
    public void Write(string name)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"private static void {name}{Types}(");
        writer.Line($"    ref {type} x, ref {type} weights, ref {type} bias, {(plan.OnTheFly is null ? $"ref {type} noBias, " : string.Empty)}ref {type} y, ref {type} scratch,");
        writer.Line($"    int inputImage, int inputRow, int inputPixel, int outputImage, int outputRow, int outputPixel,");
        if (plan.Residual)
            writer.Line($"    ref {type} residual, int residualImage, int residualRow, int residualPixel,");
        writer.Line($"    {(plan.IsCollective ? "Team team, int images" : plan.InBand ? "int bandTop, int begin, int end" : "int begin, int end")})");
        using (writer.Open(plan.Residual ? "    where TEpilogue : struct where TResidual : struct" : "    where TEpilogue : struct"))
        {
            writer.Line($"ref {type} planes = ref scratch;   // {plan.Tile.Planes} of {plan.ChunkTiles} tiles by {plan.Tile.Stride * WinogradPlan.PhaseInputs(plan.Tile, plan.Channels)} channels");
            writer.Line($"ref {type} products = ref Unsafe.Add(ref scratch, {plan.Tile.InputRows * plan.Inputs.Row});   // {plan.Tile.Planes} of {plan.ChunkTiles} tiles by {plan.Filters} channels");
            if (plan.IsCollective)
                WriteImages(name);
            else
                WriteChunks(name);
        }
    }

    /// <summary>Image by image, each of whose steps the team shares: none begins the next before all have done with this.</summary>
    private void WriteImages(string name)
    {
        using (writer.Loop("image", "0", "images"))
        {
            WriteInput(name, "ref Unsafe.Add(ref x, (nint)image * inputImage)", Share(plan.ChunkTiles));
            writer.Line("team.Sync();");
            if (plan.OnTheFly is { } product)
                WriteProduct(name, product, Share(plan.Filters / product.Vector.Count));
            else
                WriteProduct(name, plan.Product!, Share(plan.Tile.Planes), $"{plan.ChunkTiles}");
            writer.Line("team.Sync();");
            WriteOutput(name, "ref Unsafe.Add(ref y, (nint)image * outputImage)", "ref Unsafe.Add(ref residual, (nint)image * residualImage)", $"{plan.Rows}", Share(plan.ChunkTiles));
        }

        static string Share(int units) => $"team.Begin({units}), team.End({units})";
    }

    private void WriteChunks(string name)
    {
        using (plan.MayBeShorter ? writer.Open("for (int unit = begin, tileRows; unit < end; unit += tileRows)") : writer.Loop("unit", "begin", "end"))
        {
            string tiles = WriteRows();
            writer.Line($"ref {type} firstInput = ref Unsafe.Add(ref x, ((nint)image * inputImage) + (row * {(plan.Tile.Stride == 1 ? string.Empty : $"{plan.Tile.Stride} * ")}inputRow));");
            writer.Line($"ref {type} firstOutput = ref Unsafe.Add(ref y, ((nint)image * outputImage) + ({(plan.Pooled ? "row / 2" : plan.InBand ? "(row - bandTop)" : "row")} * outputRow));");
            if (plan.Residual)
                writer.Line($"ref {type} firstResidual = ref Unsafe.Add(ref residual, ((nint)image * residualImage) + (row * residualRow));");
            WriteInput(name, "ref firstInput", $"0, {tiles}");
            WriteProduct(name, plan.Product!, $"0, {plan.Tile.Planes}", tiles);
            WriteOutput(name, "ref firstOutput", "ref firstResidual", $"{plan.Rows} - row", $"0, {tiles}");
        }
    }

    /// <summary>Writes which image and row a chunk begins with, and returns how many tiles it has.</summary>
    private string WriteRows()
    {
        int units = plan.UnitsPerImage;
        string unit = $"unit % {units}";
        writer.Line($"int image = unit / {units};");
        if (plan.MayBeShorter)
        {
            writer.Line($"tileRows = Math.Min({plan.ChunkRows}, Math.Min(end - unit, {units} - ({unit})));");
            writer.Line($"int tiles = tileRows * {plan.TileColumns}, row = {unit} * {plan.Tile.Rows};");
            return "tiles";
        }

        string first = plan.TileRows % plan.ChunkRows == 0 ? $"{unit} * {plan.ChunkRows}" : $"Math.Min({unit} * {plan.ChunkRows}, {plan.TileRows - plan.ChunkRows})";
        writer.Line($"int row = {first} * {plan.Tile.Rows};");
        return $"{plan.ChunkTiles}";
    }

    private void WriteInput(string name, string from, string tiles)
    {
        string times = plan.Tile.Stride == 1 ? string.Empty : $" * {plan.Tile.Stride}";
        for (int phase = 0; phase < plan.Tile.Stride; phase++)
        {
            (string x, string to) = phase == 0 ? (from, "ref planes") : ($"ref Unsafe.Add({from}, inputRow)", $"ref Unsafe.Add(ref planes, {plan.PhaseRow})");
            writer.Line($"{kernels.NameOf(plan.Input, name)}({x}, {to}, {Distances(plan.Inputs)}, {plan.TileColumns}, inputRow{times}, inputPixel{times}, {plan.InputRun}, {tiles});");
        }
    }

    /// <summary>How planes lie; in the planes of phases, rows and channels touch.</summary>
    private string Distances(PlaneLayout planes) =>
        plan.Tile.Stride == 1 ? $"{planes.Plane}, {planes.Row}, {planes.Tile}, {planes.Channel}" : $"{planes.Plane}, {planes.Tile}";

    private void WriteProduct(string name, OnTheFlyPlan product, string blocks)
    {
        string rows = product.InRegisters ? string.Empty : $"ref Unsafe.Add(ref products, {plan.Tile.InputRows * plan.Products.Row}), ";
        writer.Line($"{kernels.NameOf(product, name)}(ref planes, ref weights, ref products, {rows}{plan.Channels}, {plan.Inputs.Row}, {plan.Products.Row}, {blocks});");
    }

    private void WriteProduct(string name, TilePlan plane, string planes, string tiles)
    {
        TilePlan product = plane.Shared();
        string strides = string.Join(", ", plane.Strides.Select(stride => stride.Name == "columns" ? tiles : $"{stride.Value}"));
        writer.Line($"{kernels.NameOf(product, name)}<{kernels.Epilogue(product, Graph.Activation.None)}>(");
        writer.Line($"    ref planes, ref weights, ref noBias, ref products, {plan.OutputPlane}, 0, {strides}, {planes});");
    }

    private void WriteOutput(string name, string to, string residual, string rows, string tiles)
    {
        string other = plan.Residual ? $"{residual}, residualRow, residualPixel, " : string.Empty;
        writer.Line($"{kernels.NameOf(plan.Output, name)}{Types}(");
        writer.Line($"    ref products, {Distances(plan.Products)}, ref bias, {to}, {other}{plan.TileColumns}, outputRow, outputPixel, {plan.Filters}, {rows}, {plan.Columns}, {tiles});");
    }
}
