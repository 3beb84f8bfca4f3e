using System.Globalization;
using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Resize2D(height, width)]</c>: ONNX's Resize over height and width.</summary>
public sealed class Resize2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Resize2D";

    /// <inheritdoc/>
    public override string Stem => "Resize";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["height", "width"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        ArgumentReader arguments = layer.Arguments;
        var rule = new ResizeRule(
            arguments.Choice("Mode", "Nearest", "Nearest", "Linear", "Cubic"),
            arguments.Choice("Coordinates", "HalfPixel", "HalfPixel", "HalfPixelSymmetric", "PytorchHalfPixel", "AlignCorners", "Asymmetric", "TfCropAndResize"),
            arguments.Choice("Rounding", "RoundPreferFloor", "RoundPreferFloor", "RoundPreferCeil", "Floor", "Ceil"),
            arguments.Real("CubicCoefficient", -0.75, -1e3, 1e3),
            arguments.Flag("ExcludeOutside", false),
            arguments.Flag("Antialias", false));
        ResizeRule.Axis rows = Axis(arguments, "height", "ScaleHeight", "RoiTop", "RoiBottom", layer.Shape.Height);
        ResizeRule.Axis columns = Axis(arguments, "width", "ScaleWidth", "RoiLeft", "RoiRight", layer.Shape.Width);
        double fill = arguments.Real("Extrapolation", 0, -1e30, 1e30);
        return arguments.Failed ? null : Resampling.Resize(layer, rule, rows, columns, fill, Describe(rule, rows, columns, fill));
    }

    private static ResizeRule.Axis Axis(ArgumentReader arguments, string size, string scale, string begin, string end, int input)
    {
        int output = arguments.Number(size, 1, 1, Limits.Side);
        double factor = arguments.Real(scale, 0, 0, 1e6);
        return new ResizeRule.Axis(input, output, factor == 0 ? (double)output / input : factor, arguments.Real(begin, 0, -1e6, 1e6), arguments.Real(end, 1, -1e6, 1e6));
    }

    /// <summary>All that the result depends on; networks are told apart by it.</summary>
    private static string Describe(ResizeRule rule, ResizeRule.Axis rows, ResizeRule.Axis columns, double fill)
    {
        string text = $"resize to {rows.Output}x{columns.Output}, {rule.Mode.ToLowerInvariant()}";
        if (rule.Mode == "Nearest")
            text += $" ({rule.Rounding})";
        if (rule.Mode == "Cubic")
            text += $" ({Text(rule.Cubic)})";
        text += $", {rule.Coordinates}";
        if (rule.Coordinates == "TfCropAndResize")
            text += $" ({Text(rows.Begin)} {Text(rows.End)} {Text(columns.Begin)} {Text(columns.End)}, else {Text(fill)})";
        if (!rows.IsQuotient || !columns.IsQuotient)
            text += $", scale {Text(rows.Scale)}x{Text(columns.Scale)}";
        return text + (rule.ExcludeOutside ? ", outside excluded" : string.Empty) + (rule.Antialias ? ", antialiased" : string.Empty);
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
