namespace Cnn.Gen.Training.Tests;

public sealed class DataTests
{
    [Fact]
    public void PartsAreViews()
    {
        float[] images = [.. Enumerable.Range(0, 12).Select(static i => (float)i)];
        var data = new LabeledImages<float>(1, 2, 1, images, new[] { 0, 1, 2, 3, 4, 5 });
        (LabeledImages<float> first, LabeledImages<float> second) = data.Split(4);
        Assert.Equal((4, 2), (first.Count, second.Count));
        Assert.Equal([8f, 9f], second.Image(0).ToArray());
        Assert.Equal([4, 5], second.Labels.ToArray());
        Assert.Equal([3], data.Skip(3).Take(1).Labels.ToArray());
        images[8] = 100;
        Assert.Equal(100, second.Images[0]);
        Assert.Equal(0, data.Take(0).Count);
    }

    [Fact]
    public void PartsOutOfRangeAreRefused()
    {
        var data = new LabeledImages<float>(1, 1, 1, new float[3], new int[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Skip(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Skip(int.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Image(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Image(-1));
    }

    [Fact]
    public void LengthsThatDoNotFitAreRefused()
    {
        var refused = Assert.Throws<ArgumentException>(static () => new LabeledImages<float>(2, 2, 1, new float[7], new int[1]));
        Assert.Contains("7 elements are not a whole number of 2x2x1 images (4 elements each).", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => new LabeledImages<float>(2, 2, 1, new float[8], new int[3]));
        Assert.Throws<ArgumentException>(static () => new LabeledImages<float>(2, 2, 1, new float[8], new int[0]));
        Assert.Throws<ArgumentException>(static () => new LabeledImages<float>(2, 2, 1, new float[0], new int[1]));
        Assert.Throws<ArgumentException>(static () => new LabeledImages<float>(int.MaxValue, int.MaxValue, int.MaxValue, new float[0], new int[0]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LabeledImages<float>(0, 2, 1, new float[8], new int[2]));
    }

    [Fact]
    public void PositionsMayHaveLabelsOfTheirOwn() =>
        Assert.Equal(4, new LabeledImages<float>(2, 2, 1, new float[8], new int[8]).LabelsPerImage);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 3)]
    [InlineData(12, 4)]
    [InlineData(5, 100)]
    public void AnEpochSeesEveryImageOnceWithItsLabel(int count, int size)
    {
        float[] images = [.. Enumerable.Range(0, 2 * count).Select(static i => (float)i)];
        var batches = new ShuffledBatches<float>(new LabeledImages<float>(1, 2, 1, images, Enumerable.Range(0, count).ToArray()), size, 1);
        Assert.False(batches.Next());
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            batches.Shuffle(epoch);
            var seen = new List<int>();
            int steps = 0;
            for (; batches.Next(); steps++)
            {
                for (int i = 0; i < batches.Count; i++)
                    Assert.Equal([2f * batches.Labels[i], (2f * batches.Labels[i]) + 1], batches.Images.Slice(2 * i, 2).ToArray());
                seen.AddRange(batches.Labels);
            }

            Assert.Equal(batches.PerEpoch, steps);
            Assert.Equal(Enumerable.Range(0, count), seen.Order());
        }
    }

    [Fact]
    public void TheOrderDependsOnSeedAndEpochAlone()
    {
        int[] first = Order(50, seed: 1, 1), second = Order(50, seed: 1, 1, 2);
        Assert.Equal(first, Order(50, seed: 1, 1));
        Assert.Equal(second, Order(50, seed: 1, 2));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, Order(50, seed: 2, 1));
    }

    [Fact]
    public void EveryOrderIsAsLikely()
    {
        // 6 orders of 3 images in 6000 epochs: 1000 each, deviation 29.
        var counts = new Dictionary<string, int>();
        for (int epoch = 1; epoch <= 6000; epoch++)
        {
            string order = string.Join(',', Order(3, seed: 3, epoch));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, static count => Assert.InRange(count, 850, 1150));
    }

    private static int[] Order(int count, int seed, params int[] epochs)
    {
        var batches = new ShuffledBatches<float>(new LabeledImages<float>(1, 1, 1, new float[count], Enumerable.Range(0, count).ToArray()), count, seed);
        foreach (int epoch in epochs)
            batches.Shuffle(epoch);
        batches.Next();
        return batches.Labels.ToArray();
    }
}
