using System.Numerics;

namespace Cnn.Gen;

/// <summary>Labels as a model's outputs should have been, and how many it has right.</summary>
internal static class Targets
{
    /// <summary>How many classes rows of <paramref name="length"/> outputs tell apart: a single output answers yes (1) or no (0).</summary>
    public static int Classes(int length) => Math.Max(2, length);

    /// <summary>Writes each label as a row of <paramref name="length"/> numbers: 1 at the label and 0 elsewhere; the label itself, if a row has one number.</summary>
    public static void Encode<T>(ReadOnlySpan<int> labels, int length, Span<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        targets.Clear();
        for (int row = 0; row < labels.Length; row++)
        {
            if (length > 1)
                targets[(row * length) + labels[row]] = T.One;
            else
                targets[row] = T.CreateTruncating(labels[row]);
        }
    }

    /// <summary>How many rows have their largest output at the label (the first of equal ones; a single output: lie on the label's side of <paramref name="threshold"/>).</summary>
    public static int CountCorrect<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<int> labels, int length, double threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int correct = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<T> output = outputs.Slice(row * length, length);
            int answer = length > 1 ? IndexOfLargest(output) : output[0] > T.CreateTruncating(threshold) ? 1 : 0;
            if (answer == labels[row])
                correct++;
        }

        return correct;
    }

    /// <summary>Throws if a label is no class of rows of <paramref name="length"/> outputs.</summary>
    public static void Check(ReadOnlySpan<int> labels, int length, string argument)
    {
        int classes = Classes(length);
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentException($"Label {i} is {labels[i]}; the model's output tells {classes} classes apart, 0 to {classes - 1}.", argument);
        }
    }

    private static int IndexOfLargest<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest])
                largest = i;
        }

        return largest;
    }
}
