namespace Cnn.Gen.Training.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void ConstantLeavesTheRate() => Assert.Equal(1, new Constant().Factor(17, 100));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 0.5)]
    [InlineData(29, 0.25)]
    [InlineData(30, 0.125)]
    public void StepDecayFallsAtEachMultiple(long step, double factor) =>
        Assert.Equal(factor, new StepDecay(10, 0.5).Factor(step, 1000), 1e-15);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 0.8681980515339464)] // 0.1 + 0.9 (1 + cos(pi / 4)) / 2
    [InlineData(50, 0.55)]
    [InlineData(100, 0.1)]
    [InlineData(150, 0.1)]
    public void CosineFallsToItsFinalFactor(long step, double factor) =>
        Assert.Equal(factor, new Cosine(0.1).Factor(step, 101), 1e-12);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(10, 0.55)]
    [InlineData(20, 1)]
    [InlineData(60, 0.505)]
    [InlineData(100, 0.01)]
    public void OneCycleRisesAndFalls(long step, double factor) =>
        Assert.Equal(factor, new OneCycle(0.2, 10, 10).Factor(step, 101), 1e-12);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void OneCycleMayRiseForNoneOrAllOfTheRun(double rise)
    {
        var cycle = new OneCycle(rise, 10, 10);
        Assert.Equal(rise == 0 ? 1 : 0.1, cycle.Factor(0, 101), 1e-12);
        Assert.Equal(rise == 0 ? 0.01 : 1, cycle.Factor(100, 101), 1e-12);
    }

    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(2, 0.75)]
    [InlineData(3, 1)]
    [InlineData(53, 0.5)]
    [InlineData(103, 0)]
    public void WarmUpRisesAndHandsOver(long step, double factor) =>
        Assert.Equal(factor, new WarmUp(3, new Cosine()).Factor(step, 104), 1e-12);

    [Fact]
    public void ARunThatEndsInItsWarmUpKeepsRising()
    {
        var schedule = new WarmUp(9, new OneCycle(start: 10));
        Assert.Equal(0.1 * 0.1, schedule.Factor(0, 5), 1e-12);
        Assert.Equal(0.5 * 0.1, schedule.Factor(4, 5), 1e-12);
    }

    [Fact]
    public void WhereTheEndIsNotKnownTheRateStays()
    {
        foreach (Schedule schedule in new Schedule[] { new Cosine(), new OneCycle(), new WarmUp(0, new Cosine()), new Constant() })
            Assert.Equal(1, schedule.Factor(1000, 0));
    }

    [Fact]
    public void ARunOfOneStepHasTheRateOfTheFirst() => Assert.Equal(1, new Cosine().Factor(0, 1));

    [Fact]
    public void SettingsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StepDecay(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StepDecay(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Cosine(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Cosine() with { Final = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new OneCycle(1.5));
        var refused = Assert.Throws<ArgumentOutOfRangeException>(static () => new WarmUp(-3));
        Assert.Contains("Steps is -3; expected a finite number of at least 0.", refused.Message, StringComparison.Ordinal);
    }
}
