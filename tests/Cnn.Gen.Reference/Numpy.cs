using System.Globalization;
using System.Text;

namespace Cnn.Gen.Reference;

/// <summary>NumPy's way to sum and to print, as far as the notebook shows it.</summary>
public static class Numpy
{
    /// <summary>
    /// The sum in NumPy's order: eight partial sums in blocks of at most 128, blocks added pairwise. The notebook prints means with all
    /// their digits, and the last of them depends on the order.
    /// </summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        if (values.Length > 128)
        {
            int half = values.Length / 2;
            half -= half % 8;
            return Sum(values[..half]) + Sum(values[half..]);
        }

        double total = 0;
        int done = 0;
        if (values.Length >= 8)
        {
            double[] partial = values[..8].ToArray();
            for (done = 8; done + 8 <= values.Length; done += 8)
            {
                for (int lane = 0; lane < 8; lane++)
                    partial[lane] += values[done + lane];
            }

            total = ((partial[0] + partial[1]) + (partial[2] + partial[3])) + ((partial[4] + partial[5]) + (partial[6] + partial[7]));
        }

        for (; done < values.Length; done++)
            total += values[done];
        return total;
    }

    /// <summary>The mean, summed by <see cref="Sum"/>.</summary>
    public static double Mean(Tensor tensor) => Sum(tensor.Data) / tensor.Data.Length;

    /// <summary>A number as <c>print</c> shows a float64: the shortest text that reads back as it.</summary>
    public static string Print(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A shape as <c>print</c> shows it.</summary>
    public static string Print(int[] shape) => $"({string.Join(", ", shape)})";

    /// <summary>
    /// A tensor as <c>print</c> shows a float64 array: up to eight decimals, as many as the longest element needs, aligned columns, lines
    /// of at most 75 characters. Lines are not indented: neither are they in the notebook's text.
    /// </summary>
    public static string Print(Tensor tensor)
    {
        string[] texts = [.. tensor.Data.Select(value => value.ToString("0.########", CultureInfo.InvariantCulture))];
        int decimals = texts.Max(text => text.Contains('.') ? text.Length - text.IndexOf('.') - 1 : 0);
        int whole = texts.Max(text => text.Contains('.') ? text.IndexOf('.') : text.Length);
        return Print(tensor.Shape, [.. texts.Select(text => Align(text, whole, decimals))]);
    }

    /// <summary>A tensor of whole numbers as <c>print</c> shows an int64 array.</summary>
    public static string PrintIntegers(Tensor tensor)
    {
        string[] texts = [.. tensor.Data.Select(value => value.ToString("0", CultureInfo.InvariantCulture))];
        int width = texts.Max(text => text.Length);
        return Print(tensor.Shape, [.. texts.Select(text => text.PadLeft(width))]);
    }

    /// <summary>A tensor of zeros and ones as <c>print</c> shows a bool array.</summary>
    public static string PrintBooleans(Tensor tensor) =>
        Print(tensor.Shape, [.. tensor.Data.Select(value => value != 0 ? " True" : "False")]);

    private static string Align(string text, int whole, int decimals)
    {
        int point = text.Contains('.') ? text.IndexOf('.') : text.Length;
        string fraction = point < text.Length ? text[(point + 1)..] : "";
        return (text[..point].PadLeft(whole) + "." + fraction).PadRight(whole + 1 + decimals);
    }

    private static string Print(ReadOnlySpan<int> shape, ReadOnlySpan<string> texts)
    {
        if (shape.Length == 1)
            return PrintRow(texts);

        var text = new StringBuilder("[");
        int part = texts.Length / shape[0];
        for (int i = 0; i < shape[0]; i++)
            text.Append(i > 0 ? new string('\n', shape.Length - 1) : "").Append(Print(shape[1..], texts.Slice(i * part, part)));
        return text.Append(']').ToString();
    }

    private static string PrintRow(ReadOnlySpan<string> texts)
    {
        const int lineLength = 75;
        var text = new StringBuilder("[");
        int column = 1;
        for (int i = 0; i < texts.Length; i++)
        {
            if (i > 0 && column + 1 + texts[i].Length >= lineLength)
            {
                text.Append('\n');
                column = 1;
            }
            else if (i > 0)
            {
                text.Append(' ');
                column++;
            }

            text.Append(texts[i]);
            column += texts[i].Length;
        }

        return text.Append(']').ToString();
    }
}
