using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>What all paddings have in common: how much of it there is on each side.</summary>
public abstract class PadLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Stem => Attribute.Substring(0, Attribute.Length - "2D".Length);

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["padding"], ["top", "bottom", "left", "right"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        ArgumentReader arguments = layer.Arguments;
        int all = arguments.Number("padding", 0, 0, Limits.Padding), vertical = arguments.IsOneDimensional ? 0 : all;
        var sides = new PadOp(
            arguments.Number("top", vertical, 0, Limits.Padding), arguments.Number("bottom", vertical, 0, Limits.Padding),
            arguments.Number("left", all, 0, Limits.Padding), arguments.Number("right", all, 0, Limits.Padding));
        return Bind(layer, sides);
    }

    /// <summary>Adds the operation, whose sides are read.</summary>
    protected abstract Value? Bind(LayerBinder layer, PadOp sides);

    /// <summary>Adds a padding that shows inputs: <paramref name="source"/> says which one stands at a place outside an axis of a length, if any does.</summary>
    protected static Value? Add(LayerBinder layer, PadOp sides, double fill, string mode, Func<int, int, int?> source)
    {
        if (layer.Arguments.Failed)
            return null;
        ResampleTable Table(int before, int length, int after) => ResampleTable.Create(length, before + length + after, output =>
        {
            int place = output - before;
            return (place >= 0 && place < length ? place : source(place, length)) is { } index ? [new ResampleTap(index, 1)] : [];
        });
        return Resampling.Add(layer, Table(sides.Top, layer.Shape.Height, sides.Bottom), Table(sides.Left, layer.Shape.Width, sides.Right), fill,
            $"{(mode == "constant" ? fill.ToString("R", CultureInfo.InvariantCulture) : mode)} pad {sides.Top} {sides.Bottom} {sides.Left} {sides.Right}", new PadOrigin(mode, sides));
    }
}

/// <summary><c>[ZeroPad2D(n)]</c>.</summary>
public sealed class ZeroPad2DLayer : PadLayer
{
    /// <inheritdoc/>
    public override string Attribute => "ZeroPad2D";

    /// <inheritdoc/>
    protected override Value? Bind(LayerBinder layer, PadOp sides) => layer.Arguments.Failed ? null : layer.AddKernel(sides, layer.Input);
}

/// <summary><c>[ConstantPad2D(value, n)]</c>.</summary>
public sealed class ConstantPad2DLayer : PadLayer
{
    /// <inheritdoc/>
    public override string Attribute => "ConstantPad2D";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["value", "padding"], ["value", "top", "bottom", "left", "right"]];

    /// <inheritdoc/>
    protected override Value? Bind(LayerBinder layer, PadOp sides)
    {
        double value = layer.Arguments.Real("value", 0, -1e30, 1e30);
        return value == 0 && !layer.Arguments.Failed
            ? layer.AddKernel(sides, layer.Input)
            : Add(layer, sides, value, "constant", static (_, _) => null);
    }
}

/// <summary><c>[EdgePad2D(n)]</c>.</summary>
public sealed class EdgePad2DLayer : PadLayer
{
    /// <inheritdoc/>
    public override string Attribute => "EdgePad2D";

    /// <inheritdoc/>
    protected override Value? Bind(LayerBinder layer, PadOp sides) =>
        Add(layer, sides, 0, "edge", static (place, length) => place < 0 ? 0 : length - 1);
}

/// <summary><c>[ReflectPad2D(n)]</c>.</summary>
public sealed class ReflectPad2DLayer : PadLayer
{
    /// <inheritdoc/>
    public override string Attribute => "ReflectPad2D";

    /// <inheritdoc/>
    protected override Value? Bind(LayerBinder layer, PadOp sides)
    {
        if (layer.Arguments.Failed)
            return null;
        Shape shape = layer.Shape;
        int rows = Math.Max(sides.Top, sides.Bottom), columns = Math.Max(sides.Left, sides.Right);
        if (rows < shape.Height && columns < shape.Width)
            return Add(layer, sides, 0, "reflect", static (place, length) => place < 0 ? -place : (2 * (length - 1)) - place);
        layer.Report("CNN0023", null,
            $"{layer.Name}: {rows} rows and {columns} columns cannot be mirrored at the edges of {shape}, which has {shape.Height - 1} and {shape.Width - 1} beside an edge. "
            + $"At most {shape.Height - 1} above and below and {shape.Width - 1} left and right would fit.");
        return null;
    }
}
