using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Dense(units)]</c>: a convolution of one tap over the whole input taken as one pixel.</summary>
public sealed class DenseLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Dense";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["units"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int units = layer.Arguments.Number("units", 1, 1, Limits.Channels);
        bool bias = layer.Arguments.Flag("Bias", true);
        Activation activation = layer.Arguments.Activation();
        WeightFormat weights = Conv2DLayer.ReadWeights(layer);
        if (layer.Arguments.Failed)
            return null;

        Shape flat = layer.Shape.Flat;
        Value input = layer.Shape == flat ? layer.Input : layer.Add(new ReshapeOp(flat), "Input", layer.Input);
        var op = new ConvOp(Window.Pointwise(1, 1), flat.Channels, units, 1, bias, Activation.None, ScheduleHints.Auto with { Weights = weights });
        return Conv2DLayer.AddConvolution(layer, op, input, [flat.Channels, units], activation);
    }
}
