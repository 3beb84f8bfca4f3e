namespace Cnn.Gen.Training.Tests;

public sealed class LossTests
{
    [Fact]
    public void CrossEntropyOfLabels()
    {
        // Row 1: log(e + e^2 + e^3) - 3 = log(1 + e^-1 + e^-2); row 2: log 3.
        double[] logits = [1, 2, 3, 5, 5, 5], gradient = new double[6];
        double loss = new SoftmaxCrossEntropy().Compute<double>(logits, [0, 0, 1, 1, 0, 0], gradient, 3);
        Assert.Equal((Math.Log(1 + Math.Exp(-1) + Math.Exp(-2)) + Math.Log(3)) / 2, loss, 1e-14);

        double sum = Math.Exp(1) + Math.Exp(2) + Math.Exp(3);
        double[] expected =
        [
            Math.Exp(1) / sum / 2, Math.Exp(2) / sum / 2, ((Math.Exp(3) / sum) - 1) / 2,
            (1.0 / 3 - 1) / 2, 1.0 / 6, 1.0 / 6,
        ];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], gradient[i], 1e-14);
    }

    [Fact]
    public void CrossEntropyOfHugeLogitsIsFinite()
    {
        float[] gradient = new float[3];
        double loss = new SoftmaxCrossEntropy().Compute<float>([1e30f, 0, -1e30f], [0, 1, 0], gradient, 3);
        Assert.Equal(1e30, loss, 1e24);
        Assert.Equal([1f, -1f, 0f], gradient);
        Assert.Equal(0, new SoftmaxCrossEntropy().Compute<float>([1e30f, 0, -1e30f], [1, 0, 0], gradient, 3));
    }

    [Fact]
    public void SmoothingSpreadsTheTarget()
    {
        double[] logits = [0.3, -1, 2, 0.5];
        double smooth = new SoftmaxCrossEntropy(0.2).Compute<double>(logits, [0, 0, 1, 0], [], 4);
        double spread = new SoftmaxCrossEntropy().Compute<double>(logits, [0.05, 0.05, 0.85, 0.05], [], 4);
        Assert.Equal(spread, smooth, 1e-14);
    }

    /// <summary>PyTorch 1.13's cross_entropy with label_smoothing 0.1, in double precision.</summary>
    [Fact]
    public void SmoothedCrossEntropyAgreesWithPyTorch()
    {
        double[] gradient = new double[8];
        double[] expected =
        [
            0.0506434290953916, 0.00158920344637575, -0.11685619099857, 0.0646235584568024,
            -0.38930799813316, 0.00554892544517113, -0.00439009502629229, 0.388149167714281,
        ];
        double loss = new SoftmaxCrossEntropy(0.1).Compute<double>([0.3, -1.2, 2, 0.5, 1.5, 0.1, -0.7, 3.2], [0, 0, 1, 0, 1, 0, 0, 0], gradient, 4);
        Assert.Equal(1.24911062745396, loss, 1e-13);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], gradient[i], 1e-13);
    }

    [Fact]
    public void MeanSquaredErrorIsTheMeanOverAllOutputs()
    {
        double[] gradient = new double[4];
        Assert.Equal((1 + 4 + 0 + 9) / 4.0, new MeanSquaredError().Compute<double>([1, 2, 3, 4], [0, 4, 3, 1], gradient, 2), 1e-15);
        Assert.Equal([0.5, -1, 0, 1.5], gradient);
    }

    [Fact]
    public void BinaryCrossEntropyOfProbabilitiesAndOfLogitsAgree()
    {
        double[] logits = [-3, -0.5, 0, 0.25, 4], targets = [0, 1, 0.5, 1, 0];
        double[] probabilities = Array.ConvertAll(logits, static z => 1 / (1 + Math.Exp(-z)));
        double[] ofLogits = new double[5], ofProbabilities = new double[5];
        double first = new BinaryCrossEntropy(fromLogits: true).Compute<double>(logits, targets, ofLogits, 1);
        double second = new BinaryCrossEntropy().Compute<double>(probabilities, targets, ofProbabilities, 1);
        Assert.Equal(first, second, 1e-12);
        for (int i = 0; i < logits.Length; i++) // chain rule: dp/dz = p (1 - p)
            Assert.Equal(ofLogits[i], ofProbabilities[i] * probabilities[i] * (1 - probabilities[i]), 1e-12);
    }

    [Fact]
    public void BinaryCrossEntropyOfCertaintiesIsFinite()
    {
        double[] gradient = new double[2];
        Assert.Equal(100, new BinaryCrossEntropy().Compute<double>([0, 1], [1, 0], gradient, 1));
        Assert.All(gradient, static g => Assert.True(double.IsFinite(g)));
        Assert.Equal(1000, new BinaryCrossEntropy(fromLogits: true).Compute<double>([1000], [0], gradient.AsSpan(0, 1), 1));
        Assert.Equal(1, gradient[0]);
    }

    [Fact]
    public void GradientsAreTheSlopesOfTheLosses()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        foreach (Loss loss in new Loss[] { new SoftmaxCrossEntropy(), new SoftmaxCrossEntropy(0.1), new MeanSquaredError(), new BinaryCrossEntropy(), new BinaryCrossEntropy(true) })
        {
            double[] outputs = new double[12], targets = new double[12], gradient = new double[12];
            for (int i = 0; i < outputs.Length; i++)
                (outputs[i], targets[i]) = (0.1 + (0.8 * random.NextDouble()), random.NextDouble());
            loss.Compute<double>(outputs, targets, gradient, 4);
            for (int i = 0; i < outputs.Length; i++)
            {
                double Moved(double by)
                {
                    double[] moved = [.. outputs];
                    moved[i] += by;
                    return loss.Compute<double>(moved, targets, [], 4);
                }

                double slope = (Moved(1e-5) - Moved(-1e-5)) / 2e-5;
                Assert.True(Math.Abs(slope - gradient[i]) < 1e-8, $"{loss}, output {i}: slope {slope}, gradient {gradient[i]}; seed {seed}");
            }
        }
    }

    [Fact]
    public void NotANumberIsNotHidden()
    {
        foreach (Loss loss in new Loss[] { new SoftmaxCrossEntropy(), new MeanSquaredError(), new BinaryCrossEntropy(), new BinaryCrossEntropy(true) })
            Assert.True(double.IsNaN(loss.Compute<float>([float.NaN, 0.5f], [0, 1], [], 2)), loss.ToString());
    }

    [Fact]
    public void SmoothingOutOfRangeIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SoftmaxCrossEntropy(1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SoftmaxCrossEntropy(-0.1));
    }
}
