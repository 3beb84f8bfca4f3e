using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[ConvTranspose2D(filters, size)]</c>.</summary>
public sealed class ConvTranspose2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "ConvTranspose2D";

    /// <inheritdoc/>
    public override string Stem => "ConvTranspose";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["filters", "size"], ["filters", "height", "width"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int filters = layer.Arguments.Number("filters", 1, 1, Limits.Channels);
        return Bind(layer, filters, Conv2DLayer.ReadGroups(layer, filters));
    }

    private static Value? Bind(LayerBinder layer, int filters, int groups)
    {
        Window? window = WindowReader.ReadTransposed(layer);
        bool bias = layer.Arguments.Flag("Bias", true);
        Activation activation = layer.Arguments.Activation();
        ScheduleHints hints = Conv2DLayer.ReadHints(layer);
        if (hints.IsWinograd)
            layer.Arguments.Report("CNN0024", "Algorithm", $"{layer.Name}: Algorithm = {hints.Algorithm} is for convolutions; Auto or Direct would fit.");
        if (window is not { } found || layer.Arguments.Failed)
            return null;
        var op = new ConvTransposeOp(found, layer.Shape.Channels, filters, groups, bias, Activation.None, hints);
        return Conv2DLayer.Fits(layer, op.Adjoint, isTransposed: true) ? Conv2DLayer.AddConvolution(layer, op, layer.Input, op.WeightShape, activation) : null;
    }
}
