using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

public class SharingTests
{
    [Fact]
    public void EightThreadsGiveTheBitsOfOne()
    {
        var net = new FlipNet(5);
        float[] input = FlipNet.Images(19, 2);
        float[] expected = net.Expected(input);
        var failures = new string?[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            FlipNet mine = net.Share();
            mine.Threads = 1 + (t % 3);
            var output = new float[input.Length];
            for (int i = 0; i < 500 && failures[t] is null; i++)
            {
                output.AsSpan().Clear();
                mine.Predict(input, output);
                if (!output.AsSpan().SequenceEqual(expected))
                    failures[t] = $"thread {t}, run {i}";
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.All(failures, Assert.Null);
    }

    [Fact]
    public void EveryKindOfWriteIsSeenByEverySharer()
    {
        var net = new FlipNet(1);
        FlipNet sharer = net.Share();
        using var file = new MemoryStream();
        new FlipNet(9).Save(file);
        file.Position = 0;
        float[] input = FlipNet.Images(2, 3);
        Action[] writes =
        [
            () => { },
            () => net.Parameters["Flip1.scale"].CopyFrom([2, 3]),
            () => { using var edit = sharer.Parameters["Flip1.bias"].Edit(); edit.Values[0] = 4; },
            () => { using var edit = net.Parameters.Edit(); edit.Values.Fill(5); },
            () => sharer.Parameters.Load(file),
        ];
        foreach (Action write in writes)
        {
            write();
            foreach (FlipNet each in new[] { net, sharer, net.Share() })
            {
                var output = new float[input.Length];
                each.Predict(input, output);
                Assert.Equal(net.Expected(input), output);
            }
        }
    }

    [Fact]
    public void ParametersArePackedOncePerVersion()
    {
        var program = new SlowlyPackedProgram();
        var engine = new ModelEngine<float>(program, 0);
        float[] input = FlipNet.Images(1, 3), output = new float[FlipNet.Length];
        for (int version = 1; version <= 3; version++)
        {
            using var together = new Barrier(4);
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                ModelEngine<float> mine = engine.Share();
                together.SignalAndWait();
                mine.Predict(input, new float[FlipNet.Length]);
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            engine.Predict(input, output);
            Assert.Equal(version, program.Packs);
            engine.Parameters["Flip1.bias"].CopyFrom([version, version]);
        }
    }

    /// <summary>Packs so slowly that others come to the lock meanwhile.</summary>
    private sealed class SlowlyPackedProgram : FlipProgram<float>
    {
        public override void Pack(in KernelMemory<float> memory, Team team)
        {
            Thread.Sleep(50);
            base.Pack(memory, team);
        }
    }
}
