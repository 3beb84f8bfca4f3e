using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Writing;

/// <summary>From a layer of the draft to its attribute: what need not be written is left out.</summary>
internal static class AttributeWriter
{
    private static readonly HashSet<string> Pools = ["MaxPool2D", "AvgPool2D"];

    private static readonly HashSet<string> Pads = [Kinds.ZeroPad, "ReflectPad2D", "EdgePad2D", "ConstantPad2D"];

    /// <summary>The attribute's name.</summary>
    public static string Kind(DraftLayer layer) => IsSignal(layer) ? SignalKind(layer) : layer.Kind;

    /// <summary>The attribute of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">What stands as <c>Input</c>; null: the layer above.</param>
    /// <param name="others">The names of further inputs.</param>
    /// <param name="name">What stands as <c>Name</c>; null: nothing.</param>
    public static AttributeSpec Write(DraftLayer layer, string? input, IReadOnlyList<string> others, string? name)
    {
        string kind = Kind(layer);
        var named = new List<ArgumentSpec>();
        if (layer.Window is { } window && !Pads.Contains(layer.Kind))
            named.AddRange(Named(window, Pools.Contains(layer.Kind), IsSignal(layer)));
        named.AddRange(layer.Arguments.Where(argument => char.IsUpper(argument.Name[0])));
        if (layer.Activation != "None" && layer.Kind != Kinds.Activate)
            named.Add(new ArgumentSpec("Activation", new EnumValue("Activation", layer.Activation)));
        if (layer.Alpha is { } alpha)
            named.Add(new ArgumentSpec("Alpha", alpha));
        if (input is not null)
            named.Add(new ArgumentSpec("Input", input));
        if (name is not null)
            named.Add(new ArgumentSpec("Name", name));
        IEnumerable<ArgumentSpec> positional = others.Count > 0
            ? [new ArgumentSpec(LayerKind.InputNames, others.ToEquatableArray())]
            : Named(kind, [.. Positional(layer)]);
        return new AttributeSpec(kind, positional.Concat(named).ToEquatableArray());
    }

    private static string SignalKind(DraftLayer layer) => layer.Kind.Replace("2D", "1D", StringComparison.Ordinal);

    /// <summary>Whether a layer over signals has an attribute for them; else it is written as one over images of height 1.</summary>
    private static bool IsSignal(DraftLayer layer) => layer.IsSignal && LayerCatalog.Kinds.ContainsKey(SignalKind(layer));

    /// <summary>What stands before the named arguments.</summary>
    private static IEnumerable<object?> Positional(DraftLayer layer)
    {
        if (layer.Kind == Kinds.Activate)
            return [new EnumValue("Activation", layer.Activation)];
        object?[] own = [.. layer.Arguments.Where(argument => char.IsLower(argument.Name[0])).Select(argument => argument.Value)];
        if (layer.Kind == Kinds.Upsample)
            return IsSignal(layer) ? [own[1]] : Equals(own[0], own[1]) ? [own[0]] : own;
        if (layer.Window is not { } window)
            return own;
        if (!Pads.Contains(layer.Kind))
            return own.Concat(IsSignal(layer) ? [(long)window.Width] : window.Height == window.Width ? [(long)window.Height] : [(long)window.Height, (long)window.Width]);
        bool isEven = window.Left == window.Right && (IsSignal(layer) || (window.Top == window.Bottom && window.Top == window.Left));
        return own.Concat(isEven ? [(long)window.Left]
            : IsSignal(layer) ? [(long)window.Left, (long)window.Right]
            : [(long)window.Top, (long)window.Bottom, (long)window.Left, (long)window.Right]);
    }

    /// <summary>Arguments under the names of the constructor's parameters.</summary>
    private static IEnumerable<ArgumentSpec> Named(string kind, object?[] values)
    {
        string[]? names = LayerCatalog.Kinds.TryGetValue(kind, out LayerKind? found)
            ? found.Constructors.FirstOrDefault(parameters => parameters.Length == values.Length)
            : null;
        return values.Select((value, index) => new ArgumentSpec(names?[index] ?? $"argument{index}", value));
    }

    private static IEnumerable<ArgumentSpec> Named(DraftWindow window, bool isPool, bool isSignal)
    {
        IEnumerable<ArgumentSpec> arguments =
        [
            .. Pair("Stride", window.StrideHeight, window.StrideWidth, isPool ? window.Height : 1, isPool ? window.Width : 1, isSignal),
            .. window.Mode == "Explicit" ? Sides(window, isSignal) : [new ArgumentSpec("PaddingMode", new EnumValue("PaddingMode", window.Mode))],
            .. Pair("OutputPadding", window.ExtraHeight, window.ExtraWidth, 0, 0, isSignal),
            .. Pair("Dilation", window.DilationHeight, window.DilationWidth, 1, 1, isSignal),
        ];
        return arguments;
    }

    private static IEnumerable<ArgumentSpec> Pair(string name, int height, int width, int usualHeight, int usualWidth, bool isSignal)
    {
        if (isSignal)
            return width == usualWidth ? [] : [new ArgumentSpec(name, (long)width)];
        if (height == usualHeight && width == usualWidth)
            return [];
        if (height == width)
            return [new ArgumentSpec(name, (long)height)];
        (string Side, int Value, int Usual)[] sides = [("Height", height, usualHeight), ("Width", width, usualWidth)];
        return sides.Where(side => side.Value != side.Usual).Select(side => new ArgumentSpec(name + side.Side, (long)side.Value));
    }

    private static IEnumerable<ArgumentSpec> Sides(DraftWindow window, bool isSignal)
    {
        (string Name, int Pad)[] sides = [("Top", window.Top), ("Bottom", window.Bottom), ("Left", window.Left), ("Right", window.Right)];
        sides = isSignal ? sides[2..] : sides;
        if (sides.All(side => side.Pad == sides[0].Pad))
            return sides[0].Pad == 0 ? [] : [new ArgumentSpec("Padding", (long)sides[0].Pad)];
        return sides.Where(side => side.Pad != 0).Select(side => new ArgumentSpec("Padding" + side.Name, (long)side.Pad));
    }
}
