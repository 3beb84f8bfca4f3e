using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[ReduceMean]</c>: an average pool whose window covers the axes.</summary>
public sealed class ReduceMeanLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "ReduceMean";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [[], ["axes"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        string axes = layer.Arguments.Choice("axes", "Both", "Both", "Height", "Width");
        Shape shape = layer.Shape;
        var window = new Window(
            axes == "Width" ? WindowAxis.Each(shape.Height) : WindowAxis.Whole(shape.Height),
            axes == "Height" ? WindowAxis.Each(shape.Width) : WindowAxis.Whole(shape.Width));
        return layer.Arguments.Failed ? null : layer.AddKernel(new PoolOp(window, PoolMode.Average, AllTies: false), layer.Input);
    }
}
