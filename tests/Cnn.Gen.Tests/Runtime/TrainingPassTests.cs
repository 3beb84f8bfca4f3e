using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

public class TrainingPassTests
{
    private readonly FlipNet _net = new(4) { Threads = 2 };

    [Fact]
    public void ForwardAndBackwardGiveTheGradients()
    {
        TrainingPass<float> pass = _net.CreatePass();
        GradientSet<float> gradients = _net.CreateGradients();
        foreach (int images in new[] { 3, 7, 2 })
        {
            float[] input = FlipNet.Images(images, images), dy = FlipNet.Images(images, 100 + images);
            float[] output = new float[input.Length], dx = new float[input.Length];
            _net.Forward(input, output, pass);
            Assert.Equal(_net.Expected(input), output);

            float[] kept = [.. input];
            input.AsSpan().Clear(); // The pass keeps its own copy.
            _net.Backward(dy, gradients, dx, pass);
            CheckGradients(kept, dy, gradients);
            Assert.Equal(dy[0] * _net.Parameters["Flip1.scale"].Values[0], dx[FlipNet.Length - 2]);
        }
    }

    [Fact]
    public void TheTwoInSequenceMoveNoStatistics()
    {
        GradientSet<float> gradients = _net.CreateGradients();
        float[] input = FlipNet.Images(3, 1), dy = FlipNet.Images(3, 2), dx = new float[input.Length];
        long version = _net.Parameters.Version;
        _net.Backward(input, dy, gradients, dx);
        CheckGradients(input, dy, gradients);
        Assert.Equal(version, _net.Parameters.Version);
        Assert.Equal([0, 0], _net.Parameters["Flip1.mean"].Values);
        Assert.Contains(dx, value => value != 0);

        GradientSet<float> others = _net.CreateGradients();
        _net.Backward(input, dy, others, []);
        Assert.Equal(gradients.Values, others.Values);
    }

    [Fact]
    public void StatisticsMoveOnlyWhereWanted()
    {
        TrainingPass<float> pass = _net.CreatePass();
        Assert.True(pass.UpdateStatistics);
        float[] input = new float[2 * FlipNet.Length], output = new float[2 * FlipNet.Length];
        input.AsSpan().Fill(8);
        long version = _net.Parameters.Version;
        _net.Forward(input, output, pass);
        Assert.Equal([4, 4], _net.Parameters["Flip1.mean"].Values);
        Assert.True(_net.Parameters.Version > version);

        version = _net.Parameters.Version;
        pass.UpdateStatistics = false;
        _net.Forward(input, output, pass);
        Assert.Equal([4, 4], _net.Parameters["Flip1.mean"].Values);
        Assert.Equal(version, _net.Parameters.Version);
    }

    [Fact]
    public void SeedAndLogitsReachForwardAndItsBackward()
    {
        var program = new NotingProgram();
        var engine = new ModelEngine<float>(program, 0);
        TrainingPass<float> pass = engine.CreatePass();
        float[] batch = new float[FlipNet.Length], output = new float[FlipNet.Length];
        foreach (long? seed in new long?[] { null, 5, -1 })
        {
            pass.Seed = seed;
            engine.Forward(batch, output, pass);
            pass.Seed = 77; // For the next forward, not for this one's backward.
            engine.Backward(batch, engine.CreateGradients(), output, pass);
            (bool, ulong) expected = (seed.HasValue, (ulong)(seed ?? 0));
            Assert.Equal([expected, expected], program.Seeds);
            program.Seeds.Clear();
        }
    }

    [Fact]
    public void BackwardNeedsAForward()
    {
        TrainingPass<float> pass = _net.CreatePass();
        GradientSet<float> gradients = _net.CreateGradients();
        var error = Assert.Throws<InvalidOperationException>(() => _net.Backward(new float[24], gradients, [], pass));
        Assert.Contains("Forward", error.Message);

        _net.Forward(new float[48], new float[48], pass);
        var length = Assert.Throws<ArgumentException>("outputGradient", () => _net.Backward(new float[24], gradients, [], pass));
        Assert.Contains("48", length.Message);
        Assert.Throws<ArgumentException>("inputGradient", () => _net.Backward(new float[48], gradients, new float[24], pass));
        var both = new float[72];
        Assert.Throws<ArgumentException>("inputGradient", () => _net.Backward(both.AsSpan(0, 48), gradients, both.AsSpan(24), pass));
    }

    [Fact]
    public void PassesAndGradientsOfOthersAreRefused()
    {
        var other = new ModelEngine<float>(new FlipProgram<float>("OtherNet"), 0);
        float[] batch = new float[24], output = new float[24];
        var error = Assert.Throws<ArgumentException>("pass", () => _net.Forward(batch, output, other.CreatePass()));
        Assert.Contains("OtherNet", error.Message);
        TrainingPass<float> pass = _net.CreatePass();
        _net.Share().Forward(batch, output, pass);
        error = Assert.Throws<ArgumentException>("gradients", () => _net.Backward(output, other.CreateGradients(), [], pass));
        Assert.Contains("OtherNet", error.Message);
        Assert.Throws<ArgumentException>("pass", () => new FlipNet().Forward(batch, output, pass));
        _net.Backward(output, new FlipNet().CreateGradients(), [], pass); // Gradients are of the class, not of the instance.
    }

    [Fact]
    public void NoImagesDoNothing()
    {
        TrainingPass<float> pass = _net.CreatePass();
        GradientSet<float> gradients = _net.CreateGradients();
        gradients.Values.Fill(3);
        _net.Forward([], [], pass);
        _net.Backward([], gradients, [], pass);
        _net.Backward([], [], gradients, []);
        Assert.Equal([3, 3, 3, 3], gradients.Values);
    }

    private static void CheckGradients(float[] input, float[] dy, GradientSet<float> gradients)
    {
        var scale = new double[2];
        var bias = new double[2];
        for (int i = 0; i < input.Length; i++)
        {
            int image = i / 24, mirrored = (image * 24) + ((11 - ((i % 24) / 2)) * 2) + (i % 2);
            scale[i % 2] += dy[i] * input[mirrored];
            bias[i % 2] += dy[i];
        }

        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(scale[c], gradients["Flip1.scale"].Values[c], 1e-4);
            Assert.Equal(bias[c], gradients["Flip1.bias"].Values[c], 1e-4);
        }
    }

    private sealed class NotingProgram : FlipProgram<float>
    {
        public readonly List<(bool, ulong)> Seeds = [];

        public override void Forward(in KernelMemory<float> memory, int images, Team team) => Seeds.Add((memory.HasSeed, memory.Seed));

        public override void Backward(in KernelMemory<float> memory, int images, Team team) => Seeds.Add((memory.HasSeed, memory.Seed));
    }
}
