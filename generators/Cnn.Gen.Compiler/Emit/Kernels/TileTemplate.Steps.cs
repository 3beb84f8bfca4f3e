using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <content>The steps of a sum: inputs times weights, which stand as they are or in pairs of bfloat16.</content>
public sealed partial class TileTemplate
{
    /// <summary>What a tile keeps in registers beside its sums.</summary>
    private IEnumerable<string> Operands(int pixels)
    {
        IEnumerable<string> weights = Vectors(vector => "w" + Letter(vector));
        return plan.Weights == WeightFormat.Default ? weights.Prepend("xk")
            : !plan.VectorsFirst ? [.. weights.Prepend("xk"), .. Vectors(vector => "p" + Letter(vector))]
            : Enumerable.Range(0, 2).SelectMany(half => Enumerable.Range(0, pixels).Select(pixel => Input(half, pixel))).Concat(["pk", "wk"]);
    }

    /// <summary>
    /// Adds elements of a run: the inputs at <paramref name="offsets"/>, times the weights that begin <paramref name="word"/> words behind
    /// <paramref name="weights"/>.
    /// </summary>
    private void WriteSteps(string input, IEnumerable<int> offsets, string weights, int word, int rows, int columns)
    {
        int[] inputs = [.. offsets];
        for (int element = 0; element < inputs.Length; element += plan.ElementsPerWord, word++)
        {
            int[] together = [.. inputs.Skip(element).Take(plan.ElementsPerWord)];
            long place = (long)word * plan.Block;
            for (int line = 0; line < plan.FetchedLines; line++)
                writer.Line("CacheLine.Fetch(ref w0, ahead); ahead += fetchStep;");
            if (plan.Weights == WeightFormat.Default)
                WriteStep(input, together[0], vector => Load(weights, place, vector), rows, columns);
            else if (plan.VectorsFirst)
                WritePair(input, together, vector => Load(weights, place, vector), rows, columns);
            else
                WriteHalves(input, together, vector => Load(weights, place, vector), rows, columns);
        }
    }

    /// <summary>One element of the sum: pixel after pixel, its input times all vectors of weights.</summary>
    private void WriteStep(string input, int offset, Func<int, string> weight, int rows, int columns)
    {
        writer.Line(string.Join(" ", Vectors(vector => $"w{Letter(vector)} = {weight(vector)};")));
        for (int pixel = 0; pixel < rows * columns; pixel++)
        {
            IEnumerable<string> sums = Vectors(vector => $"{Sum(vector, pixel)} = {_dialect.Fma("xk", "w" + Letter(vector), Sum(vector, pixel))};");
            writer.Line($"xk = {Broadcast(input, offset, pixel, columns)}; {string.Join(" ", sums)}");
        }
    }

    /// <summary>Two elements whose weights stand in one word, or the last one of an odd number, one after the other.</summary>
    private void WriteHalves(string input, int[] offsets, Func<int, string> pair, int rows, int columns)
    {
        writer.Line(string.Join(" ", Vectors(vector => $"p{Letter(vector)} = {pair(vector)};")));
        for (int half = 0; half < offsets.Length; half++)
            WriteStep(input, offsets[half], vector => Widen("p" + Letter(vector), half == 1), rows, columns);
    }

    /// <summary>The same, vector after vector of weights times the inputs of all pixels.</summary>
    private void WritePair(string input, int[] offsets, Func<int, string> pair, int rows, int columns)
    {
        int[] pixels = [.. Enumerable.Range(0, rows * columns)];
        for (int half = 0; half < offsets.Length; half++)
            writer.Line(string.Join(" ", pixels.Select(pixel => $"{Input(half, pixel)} = {Broadcast(input, offsets[half], pixel, columns)};")));
        for (int vector = 0; vector < _vectors; vector++)
        {
            writer.Line($"pk = {pair(vector)};");
            for (int half = 0; half < offsets.Length; half++)
            {
                IEnumerable<string> sums = pixels.Select(pixel => $"{Sum(vector, pixel)} = {_dialect.Fma(Input(half, pixel), "wk", Sum(vector, pixel))};");
                writer.Line($"wk = {Widen("pk", half == 1)}; {string.Join(" ", sums)}");
            }
        }
    }

    /// <summary>The weights of a vector; the next block's lie a block behind.</summary>
    private string Load(string weights, long place, int vector)
    {
        (int block, int inBlock) = (vector / plan.Vectors, vector % plan.Vectors);
        return _dialect.Load(weights, place + ((long)block * plan.WordsPerBlock) + (inBlock * plan.Vector.Count), plan.Vector.Count);
    }

    private string Broadcast(string input, int offset, int pixel, int columns)
    {
        int row = pixel / columns, place = offset + (row * plan.InputRow) + (pixel % columns * plan.InputPixel);
        return _dialect.Broadcast(plan.Strided && row > 0 ? $"{input}{row}" : input, place);
    }

    /// <summary>Half of each lane's bits as the upper half of a number, the lower one being zero: what bfloat16 stands for.</summary>
    private string Widen(string pair, bool upper)
    {
        string bits = $"{_dialect.S}.AsInt32({pair})";
        return $"{_dialect.S}.AsSingle({(upper ? $"{bits} & {_dialect.S}.Create(~0xFFFF)" : $"{_dialect.S}.ShiftLeft({bits}, 16)")})";
    }

    private static string Input(int half, int pixel) => $"{(half == 0 ? "even" : "odd")}{pixel}";

    private IEnumerable<string> Vectors(Func<int, string> text) => Enumerable.Range(0, _vectors).Select(text);
}
