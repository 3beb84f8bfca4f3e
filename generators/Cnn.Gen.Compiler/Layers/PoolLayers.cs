using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[MaxPool2D(size)]</c>.</summary>
public sealed class MaxPool2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "MaxPool2D";

    /// <inheritdoc/>
    public override string Stem => "MaxPool";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["size"], ["height", "width"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer) =>
        Bind(layer, PoolMode.Max, layer.Arguments.Choice("Ties", "First", "First", "All") == "All");

    /// <summary>What both pools do.</summary>
    internal static Value? Bind(LayerBinder layer, PoolMode mode, bool allTies)
    {
        Window? window = WindowReader.Read(layer, strideIsWindow: true, layer.Arguments.Flag("CeilMode", false));
        if (window is not { } found || layer.Arguments.Failed)
            return null;
        if (HasEmptyWindow(found.Height) || HasEmptyWindow(found.Width))
        {
            layer.Report("CNN0014", null,
                $"{layer.Name}: a window ({found}) would lie wholly in the padding of its input {layer.Shape}, with nothing to pool. "
                + $"Padding of at most {found.Height.Extent - 1} above and below and {found.Width.Extent - 1} left and right, or less dilation, would fit.");
            return null;
        }

        return layer.AddKernel(new PoolOp(found, mode, allTies), layer.Input);
    }

    private static bool HasEmptyWindow(WindowAxis axis)
    {
        for (int output = 0; output < axis.Output; output++)
        {
            (int first, int end) = axis.Valid(output);
            if (first >= end)
                return true;
        }

        return false;
    }
}

/// <summary><c>[AvgPool2D(size)]</c>.</summary>
public sealed class AvgPool2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "AvgPool2D";

    /// <inheritdoc/>
    public override string Stem => "AvgPool";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["size"], ["height", "width"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer) => MaxPool2DLayer.Bind(
        layer, layer.Arguments.Flag("CountIncludePad", false) ? PoolMode.AverageWithPadding : PoolMode.Average, allTies: false);
}

/// <summary><c>[GlobalAvgPool]</c> and <c>[GlobalMaxPool]</c>: a pool whose window is the whole input.</summary>
public sealed class GlobalPoolLayer(bool maximum) : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => maximum ? "GlobalMaxPool" : "GlobalAvgPool";

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer) =>
        layer.AddKernel(PoolOp.Global(layer.Shape, maximum ? PoolMode.Max : PoolMode.Average), layer.Input);
}
