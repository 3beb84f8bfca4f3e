using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

public class TeamJobTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AMembersExceptionSurfacesInTheCaller(int culprit)
    {
        var program = new FailingProgram { Culprit = culprit };
        var engine = new ModelEngine<float>(program, 0) { Threads = 3 };
        float[] input = FlipNet.Images(4, 1), output = new float[input.Length];
        for (int i = 0; i < 20; i++)
        {
            // A team may be smaller than wanted while other tests keep the pool busy; then there may be no such member.
            Exception? error = Record.Exception(() => engine.Predict(input, output));
            Assert.Equal(culprit < program.LastCount, error is FormatException { Message: "culprit" });
        }

        program.Culprit = -1;
        engine.Predict(input, output);
        var net = new FlipNet(0);
        Assert.Equal(net.Expected(input), output);
    }

    [Fact]
    public void ManyTeamsMeetManyBarriersWithoutDeadlock()
    {
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, t =>
        {
            var program = new CountingProgram();
            var engine = new ModelEngine<float>(program, 0) { Threads = 2 + (t % 4) };
            float[] input = new float[FlipNet.Length], output = new float[FlipNet.Length];
            for (int i = 0; i < 50; i++)
                engine.Predict(input, output);
            Assert.Equal(0, program.Errors);
        });
    }

    [Fact]
    public void SleepingWorkersWakeUp()
    {
        var net = new FlipNet { Threads = 2 };
        float[] input = FlipNet.Images(5, 1), output = new float[input.Length];
        foreach (int pause in new[] { 0, 1, 30, 0, 5, 100 })
        {
            Thread.Sleep(pause);
            net.Predict(input, output);
            Assert.Equal(net.Expected(input), output);
        }
    }

    [Fact]
    public void WorkIsSharedOutWhole()
    {
        for (int count = 1; count <= 7; count++)
        {
            for (int units = 0; units < 40; units++)
            {
                int next = 0;
                for (int index = 0; index < count; index++)
                {
                    var team = new Team(index, count, null);
                    Assert.Equal(next, team.Begin(units));
                    next = team.End(units);
                }

                Assert.Equal(units, next);
            }
        }
    }

    [Fact]
    public void RowsAreSharedOutWholeAndInTilesAtLeast()
    {
        for (int count = 1; count <= 9; count++)
        {
            for (int rows = 0; rows < 40; rows++)
            {
                for (int least = 1; least <= 4; least++)
                {
                    int next = 0;
                    for (int index = 0; index < count; index++)
                    {
                        (int first, int own) = new Team(index, count, null).Rows(rows, least);
                        if (own == 0)
                            continue;
                        Assert.Equal(next, first);
                        Assert.True(own >= Math.Min(rows, least), $"{own} of {rows} rows for member {index} of {count}");
                        next = first + own;
                    }

                    Assert.Equal(rows, next);
                }
            }
        }
    }

    private sealed class FailingProgram : FlipProgram<float>
    {
        public int Culprit = -1;
        public volatile int LastCount;

        public override void Predict(in KernelMemory<float> memory, int images, Team team)
        {
            LastCount = team.Count;
            if (team.Index == Culprit)
                throw new FormatException("culprit");
            base.Predict(memory, images, team);
        }
    }

    /// <summary>Every member counts up, and after a barrier all must see the same total.</summary>
    private sealed class CountingProgram : FlipProgram<float>
    {
        public volatile int Errors;
        private int _total;

        public override void Predict(in KernelMemory<float> memory, int images, Team team)
        {
            for (int round = 0; round < 20; round++)
            {
                team.Sync();
                if (team.Index == 0)
                    _total = 0;
                team.Sync();
                Interlocked.Increment(ref _total);
                team.Sync();
                if (Volatile.Read(ref _total) != team.Count)
                    Errors++;
            }

            team.Sync();
        }
    }
}
