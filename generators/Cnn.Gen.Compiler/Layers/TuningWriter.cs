using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>Writes tuning files as <see cref="TuningReader"/> reads them.</summary>
public static class TuningWriter
{
    /// <summary>
    /// A layer's shape, as a line has it: what its time depends on. Such as <c>3x3, stride 2, padding 1, 28x28x64 to 14x14x128</c>.
    /// Null for a layer that has nothing to be tuned.
    /// </summary>
    public static string? ShapeOf(BoundLayer layer, bool isDouble)
    {
        if (layer.Kernel is not ConvolutionOp op)
            return null;
        string kind = op is ConvOp { IsProduct: true } ? "dense" : op is ConvTransposeOp ? $"transposed {op.Window}" : $"{op.Window}";
        string groups = op.Groups == 1 ? string.Empty : op.IsDepthwise ? ", depthwise" : $", {op.Groups} groups";
        return $"{(isDouble ? "double " : string.Empty)}{kind}{groups}, {layer.Input} to {layer.Output}";
    }

    /// <summary>A class's section.</summary>
    /// <param name="tuning">The section.</param>
    /// <param name="notes">Comments below the class's name.</param>
    /// <param name="comments">Comments behind layers, by their names.</param>
    public static string Section(ClassTuning tuning, IEnumerable<string> notes, IReadOnlyDictionary<string, string> comments)
    {
        string[][] rows = [.. tuning.Lines.Select(layer => new[]
        {
            layer.Layer, layer.Shape, layer.Algorithm, string.Join("  ", layer.Kernels.Select(Kernel)),
            comments.TryGetValue(layer.Layer, out string? comment) ? $"# {OneLine(comment)}" : string.Empty,
        })];
        int[] widths = [.. Enumerable.Range(0, 5).Select(column => rows.Length == 0 ? 0 : rows.Max(row => row[column].Length))];
        IEnumerable<string> lines = rows.Select(row => string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return string.Concat(notes.Select(note => $"# {OneLine(note)}").Prepend($"[{tuning.ClassName}]").Concat(lines).Select(line => line + "\n"));
    }

    /// <summary><paramref name="text"/>, a whole file, with <paramref name="section"/> in the place of the class's own, or at the end.</summary>
    public static string Merge(string text, string className, string section)
    {
        List<string> lines = [.. text.Replace("\r", string.Empty).TrimEnd('\n').Split('\n')];
        int begin = lines.FindIndex(line => TuningReader.ClassOf(line) == className);
        if (begin < 0)
            return text.Trim().Length == 0 ? section : string.Join("\n", lines) + "\n\n" + section;
        int end = lines.FindIndex(begin + 1, line => TuningReader.ClassOf(line) is not null);
        string before = string.Concat(lines.Take(begin).Select(line => line + "\n"));
        return end < 0 ? before + section : before + section + "\n" + string.Join("\n", lines.Skip(end)) + "\n";
    }

    private static string Kernel(KernelTuning kernel) => string.Join(" ", new[]
    {
        $"{kernel.VectorBits}:", kernel.Sum switch { TunedSum.Loop => "loop", TunedSum.Unrolled => "unrolled", TunedSum.Lanes => "lanes", _ => string.Empty }, $"{kernel.Tile}",
    }.Where(word => word.Length > 0));

    private static string OneLine(string text) => text.Replace("\r", string.Empty).Replace('\n', ' ');
}
