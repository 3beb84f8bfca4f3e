using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

public class PredictTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(23, 1)]
    [InlineData(23, 2)]
    [InlineData(23, 5)]
    public void AnyNumberOfImagesOnAnyNumberOfThreads(int images, int threads)
    {
        var net = new FlipNet(3) { Threads = threads };
        float[] input = FlipNet.Images(images, 1);
        var output = new float[input.Length];
        net.Predict(input, output);
        Assert.Equal(net.Expected(input), output);
    }

    [Fact]
    public void SpansNeedNotBeAligned()
    {
        var net = new FlipNet { Threads = 2 };
        float[] input = FlipNet.Images(6, 1);
        var output = new float[(5 * FlipNet.Length) + 2];
        net.Predict(input.AsSpan(3, 5 * FlipNet.Length), output.AsSpan(1, 5 * FlipNet.Length));
        Assert.Equal(net.Expected(input.AsSpan(3, 5 * FlipNet.Length)), output[1..^1]);
        Assert.Equal((0f, 0f), (output[0], output[^1]));
    }

    [Fact]
    public void ClassifyGivesTheFirstOfTheLargest()
    {
        var net = new FlipNet();
        net.Parameters["Flip1.scale"].CopyFrom([1, 1]);
        net.Parameters["Flip1.bias"].CopyFrom([0, 0]);
        var image = new float[FlipNet.Length];
        Assert.Equal(0, net.Classify(image));
        image[2] = image[6] = 5; // pixels 1 and 3, which the network moves to 10 and 8
        Assert.Equal(16, net.Classify(image));
        var error = Assert.Throws<ArgumentException>("image", () => net.Classify(new float[2 * FlipNet.Length]));
        Assert.Contains("24", error.Message);
        Assert.Contains("48", error.Message);
    }

    [Fact]
    public void WrongLengthsNameTheArgumentWhatWasExpectedAndWhatCame()
    {
        var net = new FlipNet();
        var output = new float[FlipNet.Length];
        output.AsSpan().Fill(7);

        var error = Assert.Throws<ArgumentException>("input", () => net.Predict(new float[25], output));
        Assert.Contains("24 elements (4x3x2)", error.Message);
        Assert.Contains("25", error.Message);
        error = Assert.Throws<ArgumentException>("output", () => net.Predict(new float[48], output));
        Assert.Contains("48", error.Message);
        Assert.Contains("24", error.Message);
        Assert.All(output, value => Assert.Equal(7, value));
    }

    [Fact]
    public void OverlapIsRefused()
    {
        var net = new FlipNet();
        var both = new float[3 * FlipNet.Length];
        var error = Assert.Throws<ArgumentException>("output", () => net.Predict(both.AsSpan(0, 24), both.AsSpan(23, 24)));
        Assert.Contains("overlap", error.Message);
        net.Predict(both.AsSpan(0, 24), both.AsSpan(24, 24));
    }

    [Fact]
    public void OneInstanceIsForOneCallerAtATime()
    {
        var program = new WaitingProgram();
        var engine = new ModelEngine<float>(program, 0);
        var first = new Thread(() => engine.Predict(new float[FlipNet.Length], new float[FlipNet.Length]));
        first.Start();
        program.Inside.Wait();
        var error = Assert.Throws<InvalidOperationException>(() => engine.Predict(new float[FlipNet.Length], new float[FlipNet.Length]));
        Assert.Contains("Share()", error.Message);
        program.MayGo.Set();
        first.Join();
        engine.Predict(new float[FlipNet.Length], new float[FlipNet.Length]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void AbsurdNumbersOfThreadsAreRefused(int threads)
    {
        var net = new FlipNet { Threads = 3 };
        Assert.Throws<ArgumentOutOfRangeException>(() => net.Threads = threads);
        Assert.Equal(3, net.Threads);
        Assert.Equal(3, net.Share().Threads);
    }

    private sealed class WaitingProgram : FlipProgram<float>
    {
        public readonly ManualResetEventSlim Inside = new();
        public readonly ManualResetEventSlim MayGo = new();

        public override void Predict(in KernelMemory<float> memory, int images, Team team)
        {
            Inside.Set();
            MayGo.Wait();
        }
    }
}
