using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Onnx.Protos;

namespace Cnn.Gen.Onnx.Export.Emitters;

/// <summary>
/// Resizing and paddings other than with zeros: Resize and Pad. Whole factors are written as scales, which every opset has; other sizes as sizes
/// of the two axes, which is opset 18.
/// </summary>
internal sealed class ResampleEmitter : Emitter<ResampleOp>
{
    private static readonly Dictionary<string, string> Coordinates = new()
    {
        ["HalfPixel"] = "half_pixel", ["HalfPixelSymmetric"] = "half_pixel_symmetric", ["PytorchHalfPixel"] = "pytorch_half_pixel",
        ["AlignCorners"] = "align_corners", ["Asymmetric"] = "asymmetric", ["TfCropAndResize"] = "tf_crop_and_resize",
    };

    private static readonly Dictionary<string, string> Roundings = new()
    {
        ["RoundPreferFloor"] = "round_prefer_floor", ["RoundPreferCeil"] = "round_prefer_ceil", ["Floor"] = "floor", ["Ceil"] = "ceil",
    };

    protected override int LeastOpset(ResampleOp op) => op.Origin switch
    {
        ResizeOrigin { Rule.Coordinates: "HalfPixelSymmetric" } => 19,
        ResizeOrigin resize when resize.Rule.Antialias || !HasWholeFactors(resize) => 18,
        _ => GraphExporter.UsualOpset,
    };

    protected override void Emit(NodeExport node, ResampleOp op)
    {
        switch (op.Origin)
        {
            case PadOrigin { Sides: var sides } pad:
                string pads = node.Indices("pads", 0, 0, sides.Top, sides.Left, 0, 0, sides.Bottom, sides.Right);
                string[] inputs = [node.Image(0), pads];
                node.Write("Pad", isFlat: false, pad.Mode == "constant" ? [.. inputs, node.Number("value", op.Fill)] : inputs, Attributes.Of("mode", pad.Mode));
                break;
            case ResizeOrigin resize:
                EmitResize(node, op, resize);
                break;
            default:
                throw new NotSupportedException($"\"{op.Text}\" has no counterpart in ONNX.");
        }
    }

    private static void EmitResize(NodeExport node, ResampleOp op, ResizeOrigin resize)
    {
        ResizeRule rule = resize.Rule;
        bool crops = rule.Coordinates == "TfCropAndResize", bySize = !HasWholeFactors(resize);
        List<AttributeProto> attributes =
        [
            Attributes.Of("mode", rule.Mode.ToLowerInvariant()), Attributes.Of("coordinate_transformation_mode", Coordinates[rule.Coordinates]),
        ];
        if (rule.Mode == "Nearest")
            attributes.Add(Attributes.Of("nearest_mode", Roundings[rule.Rounding]));
        if (rule.Mode == "Cubic")
            attributes.Add(Attributes.Of("cubic_coeff_a", rule.Cubic));
        if (rule.ExcludeOutside)
            attributes.Add(Attributes.Of("exclude_outside", 1L));
        if (rule.Antialias)
            attributes.Add(Attributes.Of("antialias", 1L));
        if (crops)
            attributes.Add(Attributes.Of("extrapolation_value", op.Fill));
        if (bySize)
            attributes.Add(Attributes.Of("axes", 2, 3));

        (ResizeRule.Axis rows, ResizeRule.Axis columns) = (resize.Rows, resize.Columns);
        double[] roi = bySize ? [rows.Begin, columns.Begin, rows.End, columns.End] : [0, 0, rows.Begin, columns.Begin, 1, 1, rows.End, columns.End];
        string region = crops ? node.Numbers("roi", roi, roi.Length) : string.Empty;
        string[] inputs = !bySize ? [node.Image(0), region, node.Scales("scales", 1, 1, rows.Scale, columns.Scale)]
            : IsQuotient(resize) ? [node.Image(0), region, string.Empty, node.Indices("sizes", rows.Output, columns.Output)]
            : [node.Image(0), region, node.Scales("scales", Exact(rows), Exact(columns))];
        node.Write("Resize", isFlat: false, inputs, [.. attributes]);
    }

    /// <summary>A scale of its own, which ONNX derives the output's side from; there is no way to say both.</summary>
    private static double Exact(ResizeRule.Axis axis) => (int)Math.Floor(axis.Input * (float)axis.Scale) == axis.Output
        ? axis.Scale
        : throw new NotSupportedException(FormattableString.Invariant(
            $"ONNX cannot resize {axis.Input} to {axis.Output} pixels with a scale of {axis.Scale}: there that scale gives {Math.Floor(axis.Input * axis.Scale)} pixels."));

    private static bool IsQuotient(ResizeOrigin resize) => resize.Rows.IsQuotient && resize.Columns.IsQuotient;

    private static bool HasWholeFactors(ResizeOrigin resize) => IsQuotient(resize)
        && resize.Rows.Output % resize.Rows.Input == 0 && resize.Columns.Output % resize.Columns.Input == 0;
}
