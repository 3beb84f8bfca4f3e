namespace Cnn.Gen.Compiler.Graph.Ops;

/// <summary>Ways to move elements between pixels and channels.</summary>
public enum Rearrangement
{
    /// <summary>With size groups of n channels: output channel i * size + g = input channel g * n + i.</summary>
    ShuffleChannels,

    /// <summary>y[h * size + i, w * size + j, c] = x[h, w, (i * size + j) * n + c], with n output channels.</summary>
    DepthToSpace,

    /// <summary>The inverse of <see cref="DepthToSpace"/>.</summary>
    SpaceToDepth,

    /// <summary>y[h * size + i, w * size + j, c] = x[h, w, (c * size + i) * size + j].</summary>
    DepthToSpaceByChannel,

    /// <summary>The inverse of <see cref="DepthToSpaceByChannel"/>.</summary>
    SpaceToDepthByChannel,
}

/// <summary>
/// Moves elements between pixels and channels. Input: x. ONNX: DepthToSpace in its modes DCR and CRD, SpaceToDepth; a channel shuffle
/// (Zhang et al. 2018) is Reshape, Transpose, Reshape there.
/// </summary>
/// <param name="Kind">How.</param>
/// <param name="Size">A block's height and width, or the number of groups.</param>
public sealed record RearrangeOp(Rearrangement Kind, int Size) : Op
{
    /// <inheritdoc/>
    public override string Text => Kind switch
    {
        Rearrangement.ShuffleChannels => $"shuffle {Size} groups of channels",
        Rearrangement.DepthToSpace => $"depth to space, blocks of {Size}",
        Rearrangement.SpaceToDepth => $"space to depth, blocks of {Size}",
        Rearrangement.DepthToSpaceByChannel => $"depth to space by channel, blocks of {Size}",
        _ => $"space to depth by channel, blocks of {Size}",
    };

    /// <summary>Whether blocks of pixels become channels.</summary>
    public bool ToDepth => Kind is Rearrangement.SpaceToDepth or Rearrangement.SpaceToDepthByChannel;

    /// <inheritdoc/>
    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        Shape x = inputs[0];
        return Kind == Rearrangement.ShuffleChannels ? x
            : ToDepth ? new Shape(x.Height / Size, x.Width / Size, x.Channels * Size * Size)
            : new Shape(x.Height * Size, x.Width * Size, x.Channels / (Size * Size));
    }

    /// <inheritdoc/>
    public override void Differentiate(Node node, GradientBuilder gradients) => gradients.Propagate(0, Inverse(gradients.Input(0).Shape), gradients.Output);

    /// <summary>What undoes it, for an input of this shape.</summary>
    private RearrangeOp Inverse(Shape input) => Kind switch
    {
        Rearrangement.ShuffleChannels => this with { Size = input.Channels / Size },
        Rearrangement.DepthToSpace => this with { Kind = Rearrangement.SpaceToDepth },
        Rearrangement.SpaceToDepth => this with { Kind = Rearrangement.DepthToSpace },
        Rearrangement.DepthToSpaceByChannel => this with { Kind = Rearrangement.SpaceToDepthByChannel },
        _ => this with { Kind = Rearrangement.DepthToSpaceByChannel },
    };
}
