using System.Text;

namespace Cnn.Gen.Training.Tests;

public sealed class ProgressTests
{
    private static readonly EpochResult s_epoch = new(2, 0.12345, 0.9612, new Evaluation(0.1, 981, 1000), 12345.6, TimeSpan.FromSeconds(5.21));

    private static readonly TrainingProgress s_half = new()
    {
        Epoch = 2,
        Epochs = 3,
        Images = 500,
        ImagesPerEpoch = 1000,
        Loss = 0.12345,
        Accuracy = 0.9612,
        LearningRate = 0.001,
        ImagesPerSecond = 12345.6,
        Elapsed = TimeSpan.FromSeconds(9),
        Remaining = TimeSpan.FromSeconds(64.2),
    };

    [Fact]
    public void RedirectedOutputGetsOneLineForEachEpoch()
    {
        var output = new StringWriter();
        var progress = new ConsoleProgress(output, interactive: false);
        progress.Report(s_half);
        progress.Report(s_half with { Finished = s_epoch });
        Assert.Equal("epoch 2/3  loss 0.1235  accuracy 96.12%  validation 98.10% (loss 0.1000)  12,346 images/s  5.2 s\n", output.ToString());
    }

    [Fact]
    public void ATerminalGetsOneLineWrittenOver()
    {
        var output = new StringWriter();
        var progress = new ConsoleProgress(output, interactive: true, static () => 101);
        progress.Report(s_half);
        progress.Report(s_half); // too soon: not drawn
        progress.Report(s_half with { Finished = s_epoch with { Validation = null } });
        string[] lines = output.ToString().Split('\r');
        Assert.Equal(3, lines.Length);
        Assert.Equal("", lines[0]);
        Assert.Equal($"epoch 2/3 {new string('█', 13)}▌{new string(' ', 13)}  50%  loss 0.1235  accuracy 96.12%  12,346 images/s  1:05 left", lines[1]);
        Assert.Equal("epoch 2/3  loss 0.1235  accuracy 96.12%  12,346 images/s  5.2 s".PadRight(lines[1].Length) + "\n", lines[2]);
    }

    [Fact]
    public void ALineNeverReachesTheTerminalsLastColumn()
    {
        for (int columns = 0; columns < 140; columns++)
        {
            var output = new StringWriter();
            new ConsoleProgress(output, interactive: true, () => columns).Report(s_half);
            int length = output.ToString().Length - 1;
            Assert.True(length <= Math.Max(1, columns - 1), $"{columns} columns: {length}");
            Assert.True(columns < 100 || output.ToString().EndsWith("left", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void APlainEncodingGetsAPlainBar()
    {
        using var stream = new MemoryStream();
        new ConsoleProgress(new StreamWriter(stream, Encoding.ASCII), interactive: true, static () => 100).Report(s_half);
        string line = Encoding.ASCII.GetString(stream.ToArray());
        Assert.Contains($"{new string('#', 13)} ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("?", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(0.2, "0:01")]
    [InlineData(59.5, "1:00")]
    [InlineData(3599, "59:59")]
    [InlineData(3600, "1:00:00")]
    [InlineData(100 * 3600, "100:00:00")]
    public void DurationsAreShort(double seconds, string text) =>
        Assert.Equal(text, ConsoleProgress.Duration(TimeSpan.FromSeconds(seconds)));
}
