using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>All kinds of layers.</summary>
public static class LayerCatalog
{
    /// <summary>The kinds, by the names of their attributes.</summary>
    public static IReadOnlyDictionary<string, LayerKind> Kinds { get; } = new LayerKind[]
    {
        new Conv2DLayer(),
        new DepthwiseConv2DLayer(),
        new ConvTranspose2DLayer(),
        new MaxPool2DLayer(),
        new AvgPool2DLayer(),
        new GlobalPoolLayer(maximum: false),
        new GlobalPoolLayer(maximum: true),
        new DenseLayer(),
        new ActivateLayer(),
        new SoftmaxLayer(),
        new FlattenLayer(),
        new ZeroPad2DLayer(),
        new ConstantPad2DLayer(),
        new EdgePad2DLayer(),
        new ReflectPad2DLayer(),
        new Upsample2DLayer(),
        new Resize2DLayer(),
        new BatchNormLayer(),
        new DropoutLayer(),
        new ElementCombineLayer("Add", new AddOp()),
        new ElementCombineLayer("Multiply", new MultiplyOp()),
        new ConcatLayer(),
        new ClipLayer(),
        new PReluLayer(),
        new LrnLayer(),
        new InstanceNormLayer(),
        new ReduceMeanLayer(),
        new SliceLayer(),
        new ChannelShuffleLayer(),
        new DepthToSpaceLayer(),
        new SpaceToDepthLayer(),
        new SignalLayer(new Conv2DLayer(), ["filters", "size"]),
        new SignalLayer(new DepthwiseConv2DLayer(), ["size"]),
        new SignalLayer(new ConvTranspose2DLayer(), ["filters", "size"]),
        new SignalLayer(new MaxPool2DLayer(), ["size"]),
        new SignalLayer(new AvgPool2DLayer(), ["size"]),
        new SignalLayer(new ZeroPad2DLayer(), ["padding"], ["left", "right"]),
        new SignalLayer(new Upsample2DLayer(), ["factor"]),
    }.ToDictionary(kind => kind.Attribute);
}
