namespace Cnn.Gen.Compiler.Specs;

/// <summary>What a tuning file says of one class: choices that were measured on a machine and override the cost model's. Immutable and structurally equal.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="ClassName">The class, with its namespace and the types around it.</param>
/// <param name="Line">The line of the file where the class's section begins; the first is 1.</param>
/// <param name="Lines">What is said of its layers.</param>
public sealed record ClassTuning(string File, string ClassName, int Line, EquatableArray<LayerTuning> Lines)
{
    /// <summary>What is said of a layer; null for one that is left to the cost model.</summary>
    public LayerTuning? Of(string layer) => Lines.FirstOrDefault(line => line.Layer == layer);
}

/// <summary>A line of a tuning file: how one layer is to be computed when predicting.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Shape">What was measured, in words: a layer of another shape is none of this line's business.</param>
/// <param name="Algorithm">The member of <c>ConvAlgorithm</c>, the same for all vector widths, so that results are.</param>
/// <param name="Kernels">The choices for some widths.</param>
/// <param name="Line">Where it stands in the file.</param>
public sealed record LayerTuning(string Layer, string Shape, string Algorithm, EquatableArray<KernelTuning> Kernels, int Line)
{
    /// <summary>What is said of a width; null where nothing is.</summary>
    public KernelTuning? For(int vectorBits) => Kernels.FirstOrDefault(kernel => kernel.VectorBits == vectorBits);

    /// <summary>The choice alone, equal for layers that are computed alike.</summary>
    public LayerTuning Choice => this with { Layer = string.Empty, Line = 0 };
}

/// <summary>The choices for one vector width.</summary>
/// <param name="VectorBits">512, 256 or 128.</param>
/// <param name="Sum">How a direct sum is written; <see cref="TunedSum.Any"/> where that is left open.</param>
/// <param name="Tile">The outputs that are summed in registers at a time; null where that is left open.</param>
public sealed record KernelTuning(int VectorBits, TunedSum Sum, TunedTile? Tile);

/// <summary>How a direct sum is written.</summary>
public enum TunedSum
{
    /// <summary>As the cost model chooses.</summary>
    Any,

    /// <summary>In a loop.</summary>
    Loop,

    /// <summary>Every element by itself.</summary>
    Unrolled,

    /// <summary>Every element by itself, with neighbouring pixels in the lanes of a vector.</summary>
    Lanes,
}

/// <summary>Outputs that are summed in registers at a time.</summary>
/// <param name="Rows">Rows of pixels.</param>
/// <param name="Columns">Columns of pixels.</param>
/// <param name="Vectors">Vectors of output channels.</param>
public sealed record TunedTile(int Rows, int Columns, int Vectors)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rows}x{Columns}x{Vectors}";
}

/// <summary>A tuning file as read.</summary>
/// <param name="Name">Its name, without its folder.</param>
/// <param name="Classes">Its sections.</param>
/// <param name="Problems">All that is wrong with its text. What is right counts nevertheless.</param>
public sealed record TuningFile(string Name, EquatableArray<ClassTuning> Classes, EquatableArray<TuningProblem> Problems)
{
    /// <summary>The end of such files' names.</summary>
    public const string Extension = ".cnntune";

    /// <summary>The section of a class in the first of some files that has one; null where none does.</summary>
    public static ClassTuning? For(string className, IEnumerable<TuningFile> files) =>
        files.SelectMany(file => file.Classes).FirstOrDefault(section => section.ClassName == className);
}

/// <summary>Something wrong with a line of a tuning file.</summary>
/// <param name="Id">The diagnostic's id, such as <see cref="Malformed"/>.</param>
/// <param name="Line">The line; the first is 1.</param>
/// <param name="Message">The whole message: what was expected, what came, what would fit.</param>
public sealed record TuningProblem(string Id, int Line, string Message)
{
    /// <summary>A line that cannot be read.</summary>
    public const string Malformed = "CNN0030";

    /// <summary>A line about a layer that has changed since.</summary>
    public const string Stale = "CNN0031";

    /// <summary>A line about a class or a layer that does not exist, or that has nothing to be tuned.</summary>
    public const string Unknown = "CNN0032";

    /// <summary>A line against which the class's own attributes decide.</summary>
    public const string Overridden = "CNN0033";
}
