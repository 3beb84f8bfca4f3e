using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Upsample2D(factor)]</c>.</summary>
public sealed class Upsample2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Upsample2D";

    /// <inheritdoc/>
    public override string Stem => "Upsample";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["factor"], ["height", "width"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        ArgumentReader arguments = layer.Arguments;
        int factor = arguments.Number("factor", 1, 1, Limits.Window);
        int height = arguments.Number("height", factor, 1, Limits.Window), width = arguments.Number("width", factor, 1, Limits.Window);
        string mode = arguments.Choice("Mode", "Nearest", "Nearest", "Bilinear", "BilinearAlignCorners");
        if (arguments.Failed)
            return null;
        ResizeRule rule = mode switch
        {
            "Nearest" => new ResizeRule("Nearest", "Asymmetric", "Floor"),
            "Bilinear" => new ResizeRule("Linear", "HalfPixel"),
            _ => new ResizeRule("Linear", "AlignCorners"),
        };
        string how = mode switch { "Nearest" => "nearest", "Bilinear" => "bilinear", _ => "bilinear, corners aligned" };
        return Resampling.Resize(layer, rule, Axis(layer.Shape.Height, height), Axis(layer.Shape.Width, width), 0, $"upsample {height}x{width}, {how}");
    }

    private static ResizeRule.Axis Axis(int input, int factor) => new(input, input * factor, factor);
}
