namespace Cnn.Gen.Tool.Tuning;

/// <summary>What was found of a layer.</summary>
/// <param name="Layer">The layer, with those that are like it.</param>
/// <param name="CostModel">What the cost model chooses, and its microseconds.</param>
/// <param name="Best">The fastest way that was found, which may be the cost model's, and its microseconds beside that one's.</param>
/// <param name="Measured">How many ways were measured.</param>
internal sealed record LayerResult(LayerAlone Layer, (Candidate Way, double Time) CostModel, (Candidate Way, double Time) Best, int Measured)
{
    /// <summary>By how much a way must be faster than the cost model's choice to take its place: less than that may be chance.</summary>
    public const double Margin = 1.03;

    /// <summary>How many times as fast the best way is.</summary>
    public double Gain => CostModel.Time / Best.Time;

    /// <summary>Whether the cost model is to be overridden.</summary>
    public bool IsBetter => Best.Way.Key != CostModel.Way.Key && Gain > Margin;
}

/// <summary>
/// Chooses how a layer is computed, by measuring: first the algorithms and ways of summing, then register tiles for the best of them, and at last
/// the best of all against the cost model's choice alone, since of many that are measured the best has been lucky too.
/// </summary>
/// <param name="timer">What measures.</param>
internal sealed class LayerTuner(ILayerTimer timer)
{
    /// <summary>Tiles that are measured in all.</summary>
    private const int MostTiles = 12;

    /// <summary>How near to the best way the second best must be for its tiles to be tried too.</summary>
    private const double Near = 1.15;

    /// <summary>Measures the ways of a layer.</summary>
    public LayerResult Choose(LayerAlone layer)
    {
        IReadOnlyList<Candidate> ways = layer.Ways();
        (Candidate Way, double Time)[] ranked = Rank(ways);
        (Candidate Way, double Time)[] promising = [.. ranked.Take(2).Where(way => way.Time <= Near * ranked[0].Time)];
        Candidate[] tiles = [.. promising.SelectMany(way => layer.Tiles(way.Way, MostTiles / promising.Length)).DistinctBy(tile => tile.Key)];
        if (tiles.Length > 0)
            ranked = Rank([.. promising.Select(way => way.Way), .. tiles.ExceptBy(promising.Select(way => way.Way.Key), tile => tile.Key)]);

        Candidate best = ranked[0].Way;
        int measured = ways.Select(way => way.Key).Concat(tiles.Select(tile => tile.Key)).Distinct().Count();
        if (best.Key == layer.CostModel.Key)
            return new LayerResult(layer, (layer.CostModel, ranked[0].Time), (layer.CostModel, ranked[0].Time), measured);
        IReadOnlyList<double> times = timer.MeasureAgain([layer.CostModel, best]);
        return new LayerResult(layer, (layer.CostModel, times[0]), times[1] < times[0] ? (best, times[1]) : (layer.CostModel, times[0]), measured);
    }

    private (Candidate Way, double Time)[] Rank(IReadOnlyList<Candidate> candidates) =>
        [.. candidates.Zip(timer.Measure(candidates)).OrderBy(way => way.Second)];
}
