using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[ChannelShuffle(groups)]</c>.</summary>
public sealed class ChannelShuffleLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "ChannelShuffle";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["groups"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int groups = layer.Arguments.Number("groups", 1, 1, Limits.Channels), channels = layer.Shape.Channels;
        if (layer.Arguments.Failed)
            return null;
        if (channels % groups == 0)
            return layer.AddKernel(new RearrangeOp(Rearrangement.ShuffleChannels, groups), layer.Input);
        layer.Report("CNN0012", "groups",
            $"{layer.Name}: {groups} groups must divide the {channels} input channels (input {layer.Shape}). These would: {Fitting(channels, groups => channels % groups == 0)}.");
        return null;
    }

    /// <summary>The numbers up to <paramref name="most"/> that fit.</summary>
    internal static string Fitting(int most, Func<int, bool> fits) => string.Join(", ", Enumerable.Range(1, most).Where(fits));
}

/// <summary><c>[DepthToSpace(blockSize)]</c>.</summary>
public sealed class DepthToSpaceLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "DepthToSpace";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["blockSize"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int size = layer.Arguments.Number("blockSize", 1, 1, Limits.Window);
        bool byChannel = layer.Arguments.Choice("Mode", "DepthColumnRow", "DepthColumnRow", "ColumnRowDepth") == "ColumnRowDepth";
        if (layer.Arguments.Failed)
            return null;
        Shape shape = layer.Shape;
        bool Fits(int block) => shape.Channels % (block * block) == 0 && shape.Length <= Limits.ValueLength
            && Math.Max(shape.Height, shape.Width) * (long)block <= Limits.Side;
        if (Fits(size))
            return layer.AddKernel(new RearrangeOp(byChannel ? Rearrangement.DepthToSpaceByChannel : Rearrangement.DepthToSpace, size), layer.Input);
        layer.Report("CNN0012", "blockSize",
            $"{layer.Name}: the square of blockSize = {size} must divide the {shape.Channels} input channels (input {shape}), and sides can be at most {Limits.Side}. "
            + $"These would fit: {ChannelShuffleLayer.Fitting((int)Math.Sqrt(shape.Channels), Fits)}.");
        return null;
    }
}

/// <summary><c>[SpaceToDepth(blockSize)]</c>.</summary>
public sealed class SpaceToDepthLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "SpaceToDepth";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["blockSize"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int size = layer.Arguments.Number("blockSize", 1, 1, Limits.Window);
        if (layer.Arguments.Failed)
            return null;
        Shape shape = layer.Shape;
        bool Fits(int block) => shape.Height % block == 0 && shape.Width % block == 0 && (long)shape.Channels * block * block <= Limits.Channels;
        if (Fits(size))
            return layer.AddKernel(new RearrangeOp(Rearrangement.SpaceToDepth, size), layer.Input);
        layer.Report("CNN0012", "blockSize",
            $"{layer.Name}: blockSize = {size} must divide height and width (input {shape}), and there can be at most {Limits.Channels} channels. "
            + $"These would fit: {ChannelShuffleLayer.Fitting(Math.Min(shape.Height, shape.Width), Fits)}.");
        return null;
    }
}
