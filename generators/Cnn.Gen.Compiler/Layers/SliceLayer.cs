using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Slice(start, count)]</c>.</summary>
public sealed class SliceLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Slice";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["start", "count"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int start = layer.Arguments.Number("start", 0, 0, Limits.Channels), count = layer.Arguments.Number("count", 1, 1, Limits.Channels);
        if (layer.Arguments.Failed)
            return null;
        int channels = layer.Shape.Channels;
        if (start + count <= channels)
            return layer.AddKernel(new SliceOp(start, count), layer.Input);
        string fitting = start < channels ? $"[Slice({start}, {channels - start})]" : $"A start below {channels}";
        layer.Report("CNN0012", start < channels ? "count" : "start",
            $"{layer.Name}: channels {start} to {start + count - 1} of an input with {channels} (input {layer.Shape}). {fitting} would fit.");
        return null;
    }
}
