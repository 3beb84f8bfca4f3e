namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <content>Matrix products over a batch, whose pixels are counted at run time.</content>
public sealed partial class TileTemplate
{
    private void WriteProduct()
    {
        string first = "begin";
        int pixels = plan.TileColumns;
        if (plan.BlocksTogether > 1)
        {
            first = "first";
            writer.Line($"int first = pixels < {pixels} ? end - ((end - begin) % {plan.BlocksTogether}) : begin;");
            using (writer.Loop("block", "begin", first, $"{plan.BlocksTogether}"))
                new TileTemplate(writer, plan, epilogues, isDouble, plan.BlocksTogether).WriteProductBlock(pixels: 1, one: "pixel < pixels");
        }

        using (writer.Loop("block", first, "end"))
            WriteProductBlock(pixels, pixels > 1 ? $"pixels < {pixels} && pixel < pixels" : "pixel < pixels");
    }

    /// <summary>A block times all pixels: some at a time, or one while <paramref name="one"/> holds.</summary>
    private void WriteProductBlock(int pixels, string one)
    {
        string input = $"ref {T} input = ref Unsafe.Add(ref x, (nint)pixel * {plan.InputPixel});";
        string output = $"ref {T} output = ref Unsafe.Add(ref y, ((nint)pixel * {plan.OutputPixel}) + (block * {plan.Block}));";
        WriteBlock("block");
        if (plan.Parts > 1)
        {
            using (writer.Loop("pixel", "0", "pixels"))
                WriteParts(input, output);
            return;
        }

        if (pixels > 1)
        {
            using (writer.Open($"for (int tile = 0; pixels >= {pixels} && tile < pixels; tile += {pixels})"))
            {
                writer.Line($"int pixel = Math.Min(tile, pixels - {pixels});");
                WriteTile(input, output, 1, pixels, "block");
            }
        }

        using (writer.Open($"for (int pixel = 0; {one}; pixel++)"))
            WriteTile(input, output, 1, 1, "block");
    }

    /// <summary>A pixel by a block: the parts of its sums side by side, and then their sum.</summary>
    private void WriteParts(string input, string output)
    {
        int length = plan.Taps.Length / plan.Parts;
        int[] vectors = [.. Enumerable.Range(0, _vectors)], parts = [.. Enumerable.Range(0, plan.Parts)];
        writer.Line(input);
        foreach (int vector in vectors)
        {
            string start = plan.Bias ? _dialect.Load("blockBias", vector * plan.Vector.Count, plan.Vector.Count) : _dialect.Zero;
            writer.Line($"{_dialect.V} {Sum(vector, 0)} = {start}, {string.Join(", ", parts.Skip(1).Select(part => $"{Sum(vector, part)} = {_dialect.Zero}"))};");
        }

        writer.Line($"ref {T} k = ref input;");
        writer.Line($"ref {T} w = ref w0;");
        using (writer.Loop("element", "0", $"{length}"))
        {
            foreach (int part in parts)
            {
                string x = _dialect.Broadcast("k", (long)part * length);
                foreach (int vector in vectors)
                {
                    string weights = _dialect.Load("w", ((long)part * length * plan.PackedBlock) + (vector * plan.Vector.Count), plan.Vector.Count);
                    writer.Line($"{Sum(vector, part)} = {_dialect.Fma(x, weights, Sum(vector, part))};");
                }
            }

            writer.Line("k = ref Unsafe.Add(ref k, 1);");
            writer.Line($"w = ref Unsafe.Add(ref w, {plan.PackedBlock});");
        }

        foreach (int vector in vectors)
            writer.Line($"{Sum(vector, 0)} = {string.Join(" + ", parts.Select(part => Sum(vector, part)))};");
        epilogues.Write(writer, _dialect, [.. vectors.Select(vector => Sum(vector, 0))]);
        writer.Line(output);
        WriteStores(1, 1, "block");
    }
}
