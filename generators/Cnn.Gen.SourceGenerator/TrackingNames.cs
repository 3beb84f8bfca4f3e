namespace Cnn.Gen.SourceGenerator;

/// <summary>Names of the generator's steps, for tests that watch what is cached.</summary>
public static class TrackingNames
{
    /// <summary>What the user wrote, as data.</summary>
    public const string Model = nameof(Model);

    /// <summary>The tuning files, as data.</summary>
    public const string TuningFiles = nameof(TuningFiles);

    /// <summary>A model, with what a tuning file says of it.</summary>
    public const string Tuned = nameof(Tuned);

    /// <summary>The build's options.</summary>
    public const string Options = nameof(Options);

    /// <summary>File names that differ by case alone.</summary>
    public const string Clashes = nameof(Clashes);

    /// <summary>A model's source text, both files.</summary>
    public const string Compiled = nameof(Compiled);

    /// <summary>The file with the public surface.</summary>
    public const string Shell = nameof(Shell);

    /// <summary>The file with the kernels.</summary>
    public const string Kernels = nameof(Kernels);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Model, TuningFiles, Tuned, Options, Clashes, Compiled, Shell, Kernels];
}
