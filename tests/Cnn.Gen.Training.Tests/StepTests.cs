namespace Cnn.Gen.Training.Tests;

/// <summary>Single steps: their arithmetic, what they refuse, what they allocate.</summary>
public sealed class StepTests
{
    private static readonly double[] s_weight = [0.1, -0.2, 0.3, 0.4, -0.5, 0.6], s_bias = [0.05, -0.05];
    private static readonly double[] s_images = [1, 2, 3, -1, 0.5, 2];
    private static readonly int[] s_labels = [1, 0];

    [Fact]
    public void AStepIsWhatOneWorksOutByHand()
    {
        LinearNet net = Linear();
        double loss = new Trainer<LinearNet, double>(net, new TrainerOptions { Optimizer = new Sgd(0.5) }).Step(s_images, s_labels);

        double expectedLoss = 0;
        double[] weight = [.. s_weight], bias = [.. s_bias];
        for (int n = 0; n < 2; n++)
        {
            double[] z = [s_bias[0], s_bias[1]];
            for (int i = 0; i < 3; i++)
                (z[0], z[1]) = (z[0] + (s_images[(3 * n) + i] * s_weight[2 * i]), z[1] + (s_images[(3 * n) + i] * s_weight[(2 * i) + 1]));
            double sum = Math.Exp(z[0]) + Math.Exp(z[1]);
            expectedLoss += (Math.Log(sum) - z[s_labels[n]]) / 2;
            for (int o = 0; o < 2; o++)
            {
                double slope = ((Math.Exp(z[o]) / sum) - (o == s_labels[n] ? 1 : 0)) / 2;
                bias[o] -= 0.5 * slope;
                for (int i = 0; i < 3; i++)
                    weight[(2 * i) + o] -= 0.5 * slope * s_images[(3 * n) + i];
            }
        }

        Assert.Equal(expectedLoss, loss, 1e-13);
        AssertClose(weight, net.Parameters["Dense1.weight"].Values);
        AssertClose(bias, net.Parameters["Dense1.bias"].Values);
    }

    [Fact]
    public void AFinalSoftmaxIsLeftOutOfCrossEntropy()
    {
        LinearNet plain = Linear();
        LinearSoftmaxNet softmax = LinearSoftmax();
        var options = new TrainerOptions { Optimizer = new Adam(0.1) };
        var first = new Trainer<LinearNet, double>(plain, options);
        var second = new Trainer<LinearSoftmaxNet, double>(softmax, options);
        for (int step = 0; step < 5; step++)
            Assert.Equal(first.Step(s_images, s_labels), second.Step(s_images, s_labels));
        Assert.Equal(plain.Parameters.Values.ToArray(), softmax.Parameters.Values.ToArray());

        var data = new LabeledImages<double>(1, 1, 3, s_images, s_labels);
        Evaluation logits = first.Evaluate(data), probabilities = second.Evaluate(data);
        Assert.Equal(logits.Loss, probabilities.Loss, 1e-12);
        Assert.Equal(logits.Correct, probabilities.Correct);
    }

    [Fact]
    public void OtherLossesSeeTheSoftmax()
    {
        LinearSoftmaxNet net = LinearSoftmax();
        double[] outputs = new double[4];
        net.Predict(s_images, outputs);
        double expected = (Square(outputs[0]) + Square(outputs[1] - 1) + Square(outputs[2] - 1) + Square(outputs[3])) / 4;
        double loss = new Trainer<LinearSoftmaxNet, double>(net, new TrainerOptions { Loss = new MeanSquaredError() }).Step(s_images, s_labels);
        Assert.Equal(expected, loss, 1e-13);

        static double Square(double x) => x * x;
    }

    [Fact]
    public void TargetsMayBeDistributions()
    {
        LinearNet byLabels = Linear(), byTargets = Linear();
        double first = new Trainer<LinearNet, double>(byLabels).Step(s_images, s_labels);
        double second = new Trainer<LinearNet, double>(byTargets).Step(s_images, [0d, 1, 1, 0]);
        Assert.Equal(first, second);
        Assert.Equal(byLabels.Parameters.Values.ToArray(), byTargets.Parameters.Values.ToArray());
    }

    [Fact]
    public void ALongGradientIsShortenedBeforeTheStep()
    {
        LinearNet net = Linear();
        double[] before = net.Parameters.Values.ToArray();
        new Trainer<LinearNet, double>(net, new TrainerOptions { Optimizer = new Sgd(1), MaxGradientNorm = 0.01 }).Step(s_images, s_labels);
        double moved = 0;
        for (int i = 0; i < before.Length; i++)
            moved += Math.Pow(net.Parameters.Values[i] - before[i], 2);
        Assert.Equal(0.01, Math.Sqrt(moved), 1e-12);
    }

    [Fact]
    public void StepsByHandFollowTheSchedule()
    {
        // A decay to 0 after the first step: the second changes nothing.
        LinearNet net = Linear();
        var trainer = new Trainer<LinearNet, double>(net, new TrainerOptions { Optimizer = new Sgd(0.1), Schedule = new Cosine(), Steps = 2 });
        trainer.Step(s_images, s_labels);
        double[] after = net.Parameters.Values.ToArray();
        trainer.Step(s_images, s_labels);
        Assert.Equal(after, net.Parameters.Values.ToArray());
        Assert.NotEqual(s_weight, after[..6]);
    }

    [Fact]
    public void AStepIsSeenByPredict()
    {
        LinearNet net = Linear();
        double[] before = new double[6 / 3 * 2], after = new double[4];
        net.Predict(s_images, before);
        new Trainer<LinearNet, double>(net, new TrainerOptions { Optimizer = new Sgd(0.5) }).Step(s_images, s_labels);
        net.Predict(s_images, after);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void AfterTheFirstAStepAllocatesNothing()
    {
        LabeledImages<float> data = Bars.Draw(32, 1);
        foreach (Optimizer optimizer in new Optimizer[] { new Sgd(0.01), new Sgd(0.01, 0.9), new Adam(), new AdamW(), new RmsProp() })
        {
            foreach (Loss loss in new Loss[] { new SoftmaxCrossEntropy(0.1), new MeanSquaredError() })
            {
                var trainer = new Trainer<BarNet>(new BarNet(1), new TrainerOptions { Optimizer = optimizer, Loss = loss, Schedule = new WarmUp(5, new OneCycle()), MaxGradientNorm = 1, Steps = 100 });
                trainer.Step(data.Images, data.Labels);
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int step = 0; step < 100; step++)
                    trainer.Step(data.Images[..(36 * (32 - (step % 2)))], data.Labels[..(32 - (step % 2))]);
                Assert.True(GC.GetAllocatedBytesForCurrentThread() == before, $"{GC.GetAllocatedBytesForCurrentThread() - before} bytes with {optimizer} and {loss}");
            }
        }
    }

    [Fact]
    public void BatchesThatDoNotFitAreRefused()
    {
        LinearNet net = Linear();
        var trainer = new Trainer<LinearNet, double>(net);
        AssertRefused("images", "4 elements are not one or more images of LinearNet; each has 3.", () => trainer.Step(new double[4], s_labels));
        AssertRefused("images", "0 elements", () => trainer.Step([], new int[0]));
        AssertRefused("labels", "1 labels for 2 images; expected 2, 1 for each.", () => trainer.Step(s_images, new int[1]));
        AssertRefused("targets", "3 targets for 2 images; expected 4, 2 for each.", () => trainer.Step(s_images, new double[3]));
        AssertRefused("labels", "Label 1 is 2; the model's output tells 2 classes apart, 0 to 1.", () => trainer.Step(s_images, [0, 2]));
        AssertRefused("labels", "Label 0 is -1;", () => trainer.Step(s_images, [-1, 0]));
        Assert.Equal(s_weight, net.Parameters["Dense1.weight"].Values.ToArray());

        static void AssertRefused(string argument, string message, Action step)
        {
            var refused = Assert.Throws<ArgumentException>(step);
            Assert.Equal(argument, refused.ParamName);
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ALossThatIsNoNumberStopsBeforeTheUpdate()
    {
        LinearNet net = Linear();
        var trainer = new Trainer<LinearNet, double>(net, new TrainerOptions { Optimizer = new Sgd(0.25) });
        trainer.Step(s_images, s_labels);
        double[] before = net.Parameters.Values.ToArray();
        var refused = Assert.Throws<NotFiniteNumberException>(() => trainer.Step([1, double.NaN, 3], [0]));
        Assert.StartsWith("The loss of step 2 is NaN, at learning rate 0.25; expected a finite number.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, net.Parameters.Values.ToArray());
    }

    [Fact]
    public void CrossEntropyOfASingleOutputIsRefused()
    {
        var refused = Assert.Throws<ArgumentException>(static () => new Trainer<YesNoNet>(new YesNoNet()));
        Assert.Contains("needs at least 2 output channels; YesNoNet has 1. BinaryCrossEntropy fits.", refused.Message, StringComparison.Ordinal);
    }

    private static LinearNet Linear()
    {
        var net = new LinearNet();
        net.Parameters["Dense1.weight"].CopyFrom(s_weight);
        net.Parameters["Dense1.bias"].CopyFrom(s_bias);
        return net;
    }

    private static LinearSoftmaxNet LinearSoftmax()
    {
        var net = new LinearSoftmaxNet();
        net.Parameters["Dense1.weight"].CopyFrom(s_weight);
        net.Parameters["Dense1.bias"].CopyFrom(s_bias);
        return net;
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-13);
    }
}
