using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Add("name", ..)]</c> and <c>[Multiply("name", ..)]</c>.</summary>
public sealed class ElementCombineLayer(string attribute, Op op) : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => attribute;

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [[InputNames]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        Activation activation = layer.Arguments.Activation();
        Value[]? inputs = layer.NamedInputs();
        if (inputs is null)
            return null;
        Shape large = Broadcast.Largest([.. inputs.Select(input => input.Shape)]);
        var pixel = new Shape(1, 1, large.Channels);
        if (inputs.Any(input => input.Shape != large && input.Shape != pixel))
        {
            layer.Report("CNN0023", null,
                $"{layer.Name}: {string.Join(", ", inputs.Select(input => $"{input.Name} is {input.Shape}"))}; all inputs of {attribute} must have one shape, or be {pixel}.");
            return null;
        }

        return layer.Activate(layer.AddKernel(op, inputs), activation);
    }
}

/// <summary><c>[Concat("name", ..)]</c>.</summary>
public sealed class ConcatLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Concat";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [[InputNames]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        Value[]? inputs = layer.NamedInputs();
        if (inputs is null)
            return null;
        if (inputs.Any(input => input.Shape.Height != layer.Shape.Height || input.Shape.Width != layer.Shape.Width))
        {
            layer.Report("CNN0023", null,
                $"{layer.Name}: {string.Join(", ", inputs.Select(input => $"{input.Name} is {input.Shape}"))}; all inputs of Concat must have one height and width.");
            return null;
        }

        if (inputs.Sum(input => (long)input.Shape.Channels) <= Limits.Channels)
            return layer.AddKernel(new ConcatOp(), inputs);
        layer.Report("CNN0025", null, $"{layer.Name}: more than {Limits.Channels} channels.");
        return null;
    }
}
