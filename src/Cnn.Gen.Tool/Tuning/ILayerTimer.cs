namespace Cnn.Gen.Tool.Tuning;

/// <summary>Measures ways to compute a layer.</summary>
internal interface ILayerTimer
{
    /// <summary>Microseconds of each, medians; all have their turns in the same rounds.</summary>
    IReadOnlyList<double> Measure(IReadOnlyList<Candidate> candidates);

    /// <summary>
    /// The same, with more rounds and in other memory than before: where that lies makes a way seem faster than it is, always the same one.
    /// </summary>
    IReadOnlyList<double> MeasureAgain(IReadOnlyList<Candidate> candidates);
}
