namespace Cnn.Gen.Compiler.Schedules;

/// <summary>The moments of a batch, as <see cref="Graph.Ops.BatchMomentsOp"/> says, or of each image, as <see cref="Graph.Ops.ImageMomentsOp"/> does.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Layout">How x lies.</param>
/// <param name="Epsilon">Keeps the root away from zero.</param>
/// <param name="Momentum">The share of this batch in the running averages; null for moments of each image, which have none.</param>
public sealed record MomentsPlan(Lanes Vector, Layout Layout, double Epsilon, double? Momentum) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Momentum is null ? "ImageMoments" : "BatchMoments";

    /// <summary>Blocks of one element a channel that it writes.</summary>
    public int Blocks => Momentum is null ? 3 : 4;
}

/// <summary>The sums of a normalisation's gradient, as <see cref="Graph.Ops.NormalizeSumsOp"/> says, or for each image.</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Gradient">How dy lies.</param>
/// <param name="Input">How x lies.</param>
/// <param name="EachImage">Whether each image has sums of its own.</param>
public sealed record NormalizeSumsPlan(Lanes Vector, Layout Gradient, Layout Input, bool EachImage) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => EachImage ? "NormalizeImageSums" : "NormalizeSums";
}
