using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>How a parameter gets its first values.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum InitializerKind
{
    /// <summary>All zero (biases).</summary>
    Zeros,

    /// <summary>All one (scales).</summary>
    Ones,

    /// <summary>Normal, deviation sqrt(2 / fanIn): before rectifiers (He et al. 2015).</summary>
    HeNormal,

    /// <summary>Uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).</summary>
    GlorotUniform,

    /// <summary>0.25: the slope of a parametric ReLU (He et al. 2015).</summary>
    Quarters,
}

/// <summary>One parameter of a model: what it is called, its shape and where it stands in the flat block of all parameters.</summary>
/// <param name="Name">Layer and role, such as <c>Conv1.weight</c>.</param>
/// <param name="Shape">Its shape in canonical layout, such as (fh, fw, cIn, cOut).</param>
/// <param name="Offset">The index of its first element in <see cref="KernelMemory{T}.Parameters"/> and <see cref="KernelMemory{T}.Gradients"/>.</param>
/// <param name="HasGradient">Whether training computes a gradient for it. All that have one stand before all that have none.</param>
/// <param name="Counted">Whether it is part of <c>ParameterCount</c> (running statistics are not).</param>
/// <param name="Initializer">How it gets its first values.</param>
/// <param name="FanIn">Inputs that one output sums over.</param>
/// <param name="FanOut">Outputs that one input feeds.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ParameterInfo(
    string Name, int[] Shape, int Offset, bool HasGradient, bool Counted, InitializerKind Initializer, int FanIn, int FanOut)
{
    /// <summary>The number of elements.</summary>
    public int Length { get; } = Shape.Aggregate(1, (product, side) => product * side);
}

/// <summary>
/// How many elements a program's scratch needs: <c>PerImage * images + Fixed + PerMember * members of the team</c>, in this order.
/// </summary>
/// <param name="PerImage">Elements for each image.</param>
/// <param name="Fixed">Elements whatever the number of images.</param>
/// <param name="PerMember">Elements that each member of a team has for itself.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ScratchSize(long PerImage, long Fixed, long PerMember = 0)
{
    /// <summary>Elements needed for <paramref name="images"/> images and a team of <paramref name="members"/>.</summary>
    public long For(int images, int members = 1) => (PerImage * images) + Fixed + (PerMember * members);
}

/// <summary>What the library has to know of a generated model; all of it is settled at compile time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModelInfo
{
    /// <summary>The class's name.</summary>
    public required string Name { get; init; }

    /// <summary>A hash of the network's topology, in hexadecimal. Equal for networks that compute the same function of the same parameters.</summary>
    public required string Topology { get; init; }

    /// <summary>The input's (height, width, channels).</summary>
    public required (int Height, int Width, int Channels) Input { get; init; }

    /// <summary>The output's (height, width, channels).</summary>
    public required (int Height, int Width, int Channels) Output { get; init; }

    /// <summary>Elements of one image.</summary>
    public int InputLength => Input.Height * Input.Width * Input.Channels;

    /// <summary>Elements of the output for one image.</summary>
    public int OutputLength => Output.Height * Output.Width * Output.Channels;

    /// <summary>The parameters, in the order of their layers.</summary>
    public required ParameterInfo[] Parameters { get; init; }

    /// <summary>Whether the last layer is a softmax, which <see cref="KernelMemory{T}.AtLogits"/> can leave out.</summary>
    public required bool EndsInSoftmax { get; init; }

    /// <summary>Elements of <see cref="KernelMemory{T}.Packed"/>.</summary>
    public required int PackedLength { get; init; }

    /// <summary>How many images one call of <see cref="ModelProgram{T}.Predict"/> takes at most.</summary>
    public required int ImagesPerChunk { get; init; }

    /// <summary>Scratch of <see cref="ModelProgram{T}.Predict"/>.</summary>
    public required ScratchSize PredictScratch { get; init; }

    /// <summary>Scratch of a training pass: everything that forward keeps for backward, and backward's own.</summary>
    public ScratchSize PassScratch { get; init; }
}
