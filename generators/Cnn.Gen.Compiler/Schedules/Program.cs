using System.Text.RegularExpressions;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Every decision about one kernel, as data: its template chooses nothing. Structurally equal, so that equal plans share one kernel.
/// </summary>
public abstract record KernelPlan
{
    /// <summary>What the kernel is called; equal plans have equal names, and different ones of a name are told apart by a number.</summary>
    public abstract string Name { get; }
}

/// <summary>A method of the library's <c>Blocks</c> instead of a kernel of its own: memory is moved, nothing is computed.</summary>
/// <param name="Method">The method.</param>
/// <param name="Constants">Its arguments between the places in memory and the units.</param>
public sealed record LibraryPlan(string Method, EquatableArray<string> Constants) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "Blocks." + Method;

    /// <summary>A call of <paramref name="method"/>.</summary>
    public static LibraryPlan Call(string method, params int[] constants) =>
        new(method, constants.Select(constant => constant.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToEquatableArray());
}

/// <summary>A block of memory that kernels read and write.</summary>
public sealed class Buffer
{
    /// <summary>Its name in generated code.</summary>
    public required string Name { get; set; }

    /// <summary>How its elements lie, for a value; null for a plain block.</summary>
    public Layout? Layout { get; init; }

    /// <summary>Elements: for one image where <see cref="PerImage"/>, otherwise in all.</summary>
    public required long Length { get; init; }

    /// <summary>Whether there is one for every image.</summary>
    public bool PerImage { get; init; }

    /// <summary>Whether every member of a team has its own.</summary>
    public bool PerMember { get; init; }

    /// <summary>For memory that comes from outside: the expression for a reference to its first element. Null for scratch.</summary>
    public string? External { get; init; }

    /// <summary>Whose memory this one shares, in place.</summary>
    public Buffer? SameAs { get; set; }

    /// <summary>Where it begins in the scratch memory, as planned: times the number of images where <see cref="PerImage"/>.</summary>
    public long Offset { get; set; }

    /// <summary>Where it begins in the densest plan, which a member that is alone keeps to; null where there is one plan only.</summary>
    public long? AloneOffset { get; set; }

    /// <summary>The buffer that really holds the elements.</summary>
    public Buffer Root => SameAs?.Root ?? this;
}

/// <summary>An argument of a kernel call: a place in a buffer, or a number.</summary>
/// <param name="Buffer">The buffer; null for a number.</param>
/// <param name="Value">Elements from the buffer's beginning, or the number.</param>
/// <param name="Written">Whether the kernel writes there.</param>
public sealed record Argument(Buffer? Buffer, long Value, bool Written = false)
{
    /// <summary>A number.</summary>
    public static Argument Number(long value) => new(null, value);

    /// <summary>Any other expression of the program's.</summary>
    public static Argument Expression(string text) => new(null, 0) { Text = text };

    /// <summary>The expression that it is; null for a place or a number.</summary>
    public string? Text { get; private init; }

    /// <summary>For a place in a step that is shared out by rows: elements from row to row; 0 where the place is the same for all.</summary>
    public int PerRow { get; init; }

    /// <summary>A place that is read.</summary>
    public static Argument Read(Buffer buffer, long offset = 0) => new(buffer, offset);

    /// <summary>A place that is written, or read and written.</summary>
    public static Argument Write(Buffer buffer, long offset = 0) => new(buffer, offset, true);
}

/// <summary>When a step is left out.</summary>
public enum StepCondition
{
    /// <summary>Never.</summary>
    Always,

    /// <summary>Where the final softmax is to be left out.</summary>
    WithSoftmax,

    /// <summary>Unless the final softmax is to be left out.</summary>
    AtLogits,
}

/// <summary>One kernel call.</summary>
/// <param name="Plan">The kernel.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="UnitsPerImage">Units of work for each image; 0 where their number does not depend on the images.</param>
/// <param name="Units">Units of work in all, where that does not depend on the images.</param>
/// <param name="Comment">What it computes, for the reader.</param>
public sealed record Step(KernelPlan Plan, EquatableArray<Argument> Arguments, int UnitsPerImage, int Units, string Comment)
{
    /// <summary>Who chose how it is computed, a sentence for the reader; null where there was nothing to choose.</summary>
    public string? ChosenBy { get; init; }

    /// <summary>When it is left out for another reason.</summary>
    public StepCondition Condition { get; init; }

    /// <summary>The flag that must be set for the step to run; null for one that always runs.</summary>
    public string? Wants { get; init; }

    /// <summary>Where not 0, the kernel is told the number of images, times this.</summary>
    public int ImagesFactor { get; init; }

    /// <summary>Whether the kernel is told the team and the images, to share its work out itself, instead of this member's units.</summary>
    public bool IsCollective { get; init; }

    /// <summary>How rows of images are shared out, where the kernel is told of a member's rows as if they were whole images; null where units are.</summary>
    public RowShare? Share { get; init; }

    /// <summary>Whether the kernel is to add a residual; null for kernels that cannot.</summary>
    public bool? AddsResidual { get; init; }

    /// <summary>The epilogue that the kernel is instantiated with; null for kernels that have none.</summary>
    public Graph.Activation? Epilogue { get; init; }
}

/// <summary>Rows of images, of which each member of a team takes some of every image.</summary>
/// <param name="Rows">Rows of an image.</param>
/// <param name="TileRows">Rows of a tile, which a share has at least.</param>
/// <param name="Units">Units of work for a row of tiles.</param>
public sealed record RowShare(int Rows, int TileRows, int Units)
{
    /// <summary>Channels of a vector, where it is vectors of channels instead of rows that are shared out, and <see cref="Units"/> are those of an image; otherwise 0.</summary>
    public int Lanes { get; init; }

    /// <summary>In generated code, the first row of a member's share.</summary>
    public string First => $"first{Suffix}";

    /// <summary>In generated code, how many rows a member's share has.</summary>
    public string Count => $"rows{Suffix}";

    private string Suffix => TileRows == 1 ? $"{Rows}" : $"{Rows}By{TileRows}";

    /// <summary>Whether a buffer of this name would hide one of those.</summary>
    public static bool IsName(string name) => Regex.IsMatch(name, "^(first|rows)[0-9]+(By[0-9]+)?$", RegexOptions.CultureInvariant);
}

/// <summary>Straight-line code: one kernel call after the other.</summary>
/// <param name="Name">The generated method's name.</param>
/// <param name="Steps">The calls.</param>
public sealed record StepProgram(string Name, IReadOnlyList<Step> Steps);
