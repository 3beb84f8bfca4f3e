using Cnn.Gen;

namespace Mnist;

/// <summary>What a network says of each image of a data set.</summary>
/// <param name="Digits">The digit it takes each image for.</param>
/// <param name="Labels">The digit that each image shows.</param>
internal sealed record Answers(int[] Digits, int[] Labels)
{
    /// <summary>How many it has right.</summary>
    public int Correct => Digits.Zip(Labels).Count(static pair => pair.First == pair.Second);

    /// <summary>Asks <paramref name="net"/> about all images of <paramref name="data"/>.</summary>
    public static Answers Of(DigitNet net, LabeledImages<float> data)
    {
        int[] digits = new int[data.Count];
        for (int i = 0; i < digits.Length; i++)
            digits[i] = net.Classify(data.Image(i));
        return new Answers(digits, data.Labels.ToArray());
    }

    /// <summary>How often each digit (row) was taken for each digit (column).</summary>
    public int[,] Confusion()
    {
        int[,] counts = new int[DigitNet.OutputLength, DigitNet.OutputLength];
        for (int i = 0; i < Digits.Length; i++)
            counts[Labels[i], Digits[i]]++;
        return counts;
    }

    /// <summary>The first images that are right, or that are wrong.</summary>
    public IEnumerable<int> Examples(bool right, int count) =>
        Enumerable.Range(0, Digits.Length).Where(i => Digits[i] == Labels[i] == right).Take(count);
}
