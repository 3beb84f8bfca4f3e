namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// How channels fill vectors, as far as a kernel's text must know: whether there are whole vectors, and how many lanes the last one uses
/// where it is not whole. How many channels there are is an argument.
/// </summary>
/// <param name="HasWhole">Whether there is a whole vector.</param>
/// <param name="Last">Lanes of the last vector if it is not whole; otherwise 0.</param>
public readonly record struct ChannelBlocks(bool HasWhole, int Last)
{
    /// <summary>How <paramref name="channels"/> fill <paramref name="vector"/>s.</summary>
    public static ChannelBlocks Of(int channels, Lanes vector) => new(channels >= vector.Count, channels % vector.Count);

    /// <summary>How many vectors <paramref name="channels"/> take.</summary>
    public static int Count(int channels, Lanes vector) => (channels + vector.Count - 1) / vector.Count;
}

/// <summary>The moments of a batch, as <see cref="Graph.Ops.BatchMomentsOp"/> says, or of each image, as <see cref="Graph.Ops.ImageMomentsOp"/> does.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Channels">How channels fill them.</param>
/// <param name="Epsilon">Keeps the root away from zero.</param>
/// <param name="Momentum">The share of this batch in the running averages; null for moments of each image, which have none.</param>
public sealed record MomentsPlan(Lanes Vector, ChannelBlocks Channels, double Epsilon, double? Momentum) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Momentum is null ? "ImageMoments" : "BatchMoments";

    /// <summary>Blocks of one element a channel that it writes.</summary>
    public int Blocks => Momentum is null ? 3 : 4;
}

/// <summary>The sums of a normalisation's gradient, as <see cref="Graph.Ops.NormalizeSumsOp"/> says, or for each image.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Channels">How channels fill them.</param>
/// <param name="EachImage">Whether each image has sums of its own.</param>
public sealed record NormalizeSumsPlan(Lanes Vector, ChannelBlocks Channels, bool EachImage) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => EachImage ? "NormalizeImageSums" : "NormalizeSums";
}
