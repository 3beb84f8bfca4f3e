namespace Cnn.Gen.Tool.Tuning;

/// <summary>Measures ways to compute a layer.</summary>
internal interface ILayerTimer
{
    /// <summary>Microseconds of each, medians; all have their turns in the same rounds.</summary>
    IReadOnlyList<double> Measure(IReadOnlyList<Candidate> candidates);
}
