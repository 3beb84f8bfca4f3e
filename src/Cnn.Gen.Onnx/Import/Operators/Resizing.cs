using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Resize and Upsample: by <c>[Upsample2D]</c> where a whole factor makes the same of it, else by <c>[Resize2D]</c>.</summary>
internal static class Resizing
{
    /// <summary>What a resize is made of.</summary>
    /// <param name="Mode">Nearest, Linear or Cubic.</param>
    /// <param name="Coordinates">A member of <c>ResizeCoordinates</c>.</param>
    /// <param name="Rounding">A member of <c>ResizeRounding</c>; for nearest only.</param>
    private sealed record Method(string Mode, string Coordinates, string Rounding);

    /// <summary>Upsample of opsets 1 to 9: nearest by floor, linear; both from the corner on.</summary>
    public static void Upsample(NodeContext node)
    {
        Image image = node.Image(0);
        double[] scales = node.Opset switch
        {
            < 7 => [1, 1, node.Node.Real("height_scale", 1), node.Node.Real("width_scale", 1)],
            < 9 => node.Node.Reals("scales") ?? throw new UnsupportedException("scales", "they are not there"),
            _ => node.RequiredConstant(1, "scales").Reals(),
        };
        (double height, double width, Shape shape) = Scaled(image, scales);
        Finish(node, image, new Method(Mode(node.Node.Text("mode", "nearest")), "Asymmetric", "Floor"), shape, height, width);
    }

    /// <summary>Resize of opsets 10 to 19.</summary>
    public static void Resize(NodeContext node)
    {
        Image image = node.Image(0);
        if (node.Opset < 11)
        {
            (double scaleHeight, double scaleWidth, Shape scaled) = Scaled(image, node.RequiredConstant(1, "scales").Reals());
            // ONNX Runtime rounds up when it makes an image smaller in this version.
            string rounding = scaleHeight < 1 || scaleWidth < 1 ? "Ceil" : "Floor";
            if (rounding == "Ceil" && (scaleHeight > 1 || scaleWidth > 1))
                throw new UnsupportedException("scales", "it makes one side larger and the other smaller");
            Finish(node, image, new Method(Mode(node.Node.Text("mode", "nearest")), "Asymmetric", rounding), scaled, scaleHeight, scaleWidth);
            return;
        }

        Method method = ReadMethod(node);
        (double height, double width, Shape shape) = Target(node, image);
        Finish(node, image, method, shape, height, width);
    }

    private static Method ReadMethod(NodeContext node)
    {
        string mode = Mode(node.Node.Text("mode", "nearest"));
        string coordinates = node.Node.Text("coordinate_transformation_mode", "half_pixel");
        string rounding = node.Node.Text("nearest_mode", "round_prefer_floor");
        if (coordinates == "tf_half_pixel_for_nn" && mode == "Nearest")
        {
            // At (i + 1/2) / scale, half a pixel behind half_pixel: rounding that to nearest is rounding this up, and down is to nearest.
            return rounding switch
            {
                "round_prefer_floor" => new Method(mode, "HalfPixel", "Ceil"),
                "floor" => new Method(mode, "HalfPixel", "RoundPreferCeil"),
                _ => throw new UnsupportedException("nearest_mode", $"{rounding} with tf_half_pixel_for_nn is no layer"),
            };
        }

        return new Method(mode,
            coordinates switch
            {
                "half_pixel" => "HalfPixel",
                "half_pixel_symmetric" => "HalfPixelSymmetric",
                "pytorch_half_pixel" => "PytorchHalfPixel",
                "align_corners" => "AlignCorners",
                "asymmetric" => "Asymmetric",
                "tf_crop_and_resize" => "TfCropAndResize",
                _ => throw new UnsupportedException("coordinate_transformation_mode", $"'{coordinates}' is no layer"),
            },
            rounding switch
            {
                "round_prefer_floor" => "RoundPreferFloor",
                "round_prefer_ceil" => "RoundPreferCeil",
                "floor" => "Floor",
                "ceil" => "Ceil",
                _ => throw new UnsupportedException("nearest_mode", $"'{rounding}' is no layer"),
            });
    }

    /// <summary>The output's shape and the scales, from <c>sizes</c> or <c>scales</c>, over all axes or some.</summary>
    private static (double Height, double Width, Shape Shape) Target(NodeContext node, Image image)
    {
        int rank = image.View.Rank;
        int[] axes = node.Node.Integers("axes") is { } some ? [.. some.Select(axis => Reshaping.Axis(axis, rank))] : [.. Enumerable.Range(0, rank)];
        double[]? scales = node.Constant(2, "scales") is { Length: > 0 } given ? given.Reals() : null;
        long[]? sizes = node.Constant(3, "sizes") is { Length: > 0 } wanted ? wanted.Wholes() : null;
        string policy = node.Node.Text("keep_aspect_ratio_policy", "stretch");
        if ((scales?.Length ?? sizes?.Length) != axes.Length || (scales is not null && sizes is not null))
            throw new UnsupportedException("scales", $"either scales or sizes of {axes.Length} axes are expected");
        double? common = null;
        if (sizes is not null && policy != "stretch")
        {
            IEnumerable<double> ratios = axes.Select((axis, i) => (double)sizes[i] / image.View.Dims[axis]);
            double scale = policy == "not_larger" ? ratios.Min() : policy == "not_smaller" ? ratios.Max()
                : throw new UnsupportedException("keep_aspect_ratio_policy", $"'{policy}' is not known");
            sizes = [.. axes.Select(axis => (long)Math.Floor((scale * image.View.Dims[axis]) + 0.5))];
            common = scale;
        }

        double[] all = [.. Enumerable.Repeat(1.0, rank)];
        int[] dims = [.. image.View.Dims];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i];
            dims[axis] = sizes is not null ? Windows.Checked(sizes[i], "sizes", 1) : Side(dims[axis], scales![i]);
            all[axis] = scales?[i] ?? common ?? (double)dims[axis] / image.View.Dims[axis];
        }

        if (dims[0] != image.View.Dims[0] || dims[1] != image.View.Dims[1])
            throw new UnsupportedException("sizes", $"[{string.Join(", ", image.View.Dims)}] as [{string.Join(", ", dims)}] changes more than rows and columns");
        return rank == 3
            ? (1, all[2], new Shape(1, dims[2], dims[1]))
            : (all[2], all[3], new Shape(dims[2], dims[3], dims[1]));
    }

    private static (double Height, double Width, Shape Shape) Scaled(Image image, double[] scales)
    {
        if (scales.Length != image.View.Rank || scales[0] != 1 || scales[1] != 1)
            throw new UnsupportedException("scales", $"[{string.Join(", ", scales)}] over [{string.Join(", ", image.View.Dims)}]: only rows and columns can be resized");
        double height = scales.Length == 4 ? scales[2] : 1, width = scales[^1];
        Shape shape = image.Shape;
        return (height, width, new Shape(Side(shape.Height, height), Side(shape.Width, width), shape.Channels));
    }

    private static int Side(int side, double scale) => Windows.Checked((long)Math.Floor(side * scale), "scales", 1);

    private static string Mode(string mode) => mode switch
    {
        "nearest" => "Nearest",
        "linear" or "bilinear" => "Linear",
        "cubic" => "Cubic",
        _ => throw new UnsupportedException("mode", $"'{mode}' is no layer; nearest, linear and cubic are"),
    };

    private static void Finish(NodeContext node, Image image, Method method, Shape shape, double scaleHeight, double scaleWidth)
    {
        double[]? roi = method.Coordinates == "TfCropAndResize" ? Region(node, image.View.Rank) : null;
        bool exclude = node.Node.Integer("exclude_outside", 0) != 0, antialias = node.Node.Integer("antialias", 0) != 0;
        double coefficient = node.Node.Real("cubic_coeff_a", -0.75), extrapolation = node.Node.Real("extrapolation_value", 0);
        Shape input = image.Shape;
        if (shape == input && scaleHeight == 1 && scaleWidth == 1 && roi is null)
        {
            node.Result(image.View);
            return;
        }

        if (UpsampleMode(method, input, shape, scaleHeight, scaleWidth) is { } mode && !antialias)
        {
            AddUpsample(node, image, shape, mode);
            return;
        }

        if (method.Coordinates == "AlignCorners" && (scaleHeight * input.Height != shape.Height || scaleWidth * input.Width != shape.Width))
        {
            // By ONNX's definition the corners of the output are where its size would be were it not rounded.
            method = method with { Coordinates = "Asymmetric" };
            (scaleHeight, scaleWidth) = (CornerScale(input.Height, scaleHeight), CornerScale(input.Width, scaleWidth));
        }

        if (image.IsSwapped)
            (scaleHeight, scaleWidth) = (scaleWidth, scaleHeight);
        Shape turned = image.Turn(shape), from = image.Layer.Shape;
        DraftLayer layer = node.Add("Resize2D", image.Layer, turned).With("height", (long)turned.Height).With("width", (long)turned.Width);
        void Named(string name, object value, bool isUsual)
        {
            if (!isUsual)
                layer.With(name, value);
        }

        Named("Mode", new EnumValue("ResizeMode", method.Mode), method.Mode == "Nearest");
        Named("Coordinates", new EnumValue("ResizeCoordinates", method.Coordinates), method.Coordinates == "HalfPixel");
        Named("Rounding", new EnumValue("ResizeRounding", method.Rounding), method.Mode != "Nearest" || method.Rounding == "RoundPreferFloor");
        Named("ScaleHeight", OnnxNode.Decimal(scaleHeight), scaleHeight == (double)turned.Height / from.Height);
        Named("ScaleWidth", OnnxNode.Decimal(scaleWidth), scaleWidth == (double)turned.Width / from.Width);
        Named("CubicCoefficient", coefficient, method.Mode != "Cubic" || coefficient == -0.75);
        Named("ExcludeOutside", exclude, !exclude);
        Named("Antialias", antialias, !antialias);
        if (roi is not null)
            AddRegion(layer, roi, extrapolation, image.IsSwapped);
        node.Result(image.Result(layer));
    }

    /// <summary>Output pixels for each input pixel where the first and last of both coincide: (side * scale - 1) / (side - 1).</summary>
    private static double CornerScale(int side, double scale)
    {
        double corner = ((side * scale) - 1) / (side - 1);
        return side > 1 && corner > 0 ? corner : 1;
    }

    /// <summary>The region of interest over four axes, where it begins and then where it ends; axes that the node does not name are whole.</summary>
    private static double[] Region(NodeContext node, int rank)
    {
        double[]? given = node.Constant(1, "roi")?.Reals();
        int[] axes = node.Node.Integers("axes") is { } some ? [.. some.Select(axis => Reshaping.Axis(axis, rank))] : [.. Enumerable.Range(0, rank)];
        if (given is null || given.Length != 2 * axes.Length || rank != 4)
            throw new UnsupportedException("roi", $"a region of two numbers for each of {axes.Length} axes of an image is expected");
        double[] region = [0, 0, 0, 0, 1, 1, 1, 1];
        for (int i = 0; i < axes.Length; i++)
            (region[axes[i]], region[axes[i] + rank]) = (OnnxNode.Decimal(given[i]), OnnxNode.Decimal(given[i + axes.Length]));
        return region;
    }

    private static void AddRegion(DraftLayer layer, double[] roi, double extrapolation, bool isSwapped)
    {
        (int row, int column) = isSwapped ? (3, 2) : (2, 3);
        layer.With("RoiTop", roi[row]).With("RoiLeft", roi[column]).With("RoiBottom", roi[row + 4]).With("RoiRight", roi[column + 4]);
        if (extrapolation != 0)
            layer.With("Extrapolation", extrapolation);
    }

    /// <summary>The mode of an upsampling by whole factors that gives the same; null where none does.</summary>
    private static string? UpsampleMode(Method method, Shape input, Shape output, double scaleHeight, double scaleWidth)
    {
        bool isWhole = output.Height % input.Height == 0 && output.Width % input.Width == 0
            && scaleHeight == output.Height / input.Height && scaleWidth == output.Width / input.Width;
        if (!isWhole)
            return null;
        bool isHalfPixel = method.Coordinates is "HalfPixel" or "HalfPixelSymmetric"
            || (method.Coordinates == "PytorchHalfPixel" && output.Height > 1 && output.Width > 1);
        return method.Mode switch
        {
            "Nearest" when isHalfPixel && (method.Rounding is "RoundPreferFloor" or "RoundPreferCeil") => "Nearest",
            "Nearest" when method is { Coordinates: "Asymmetric", Rounding: "Floor" } => "Nearest",
            "Linear" when isHalfPixel => "Bilinear",
            "Linear" when method.Coordinates == "AlignCorners" => "BilinearAlignCorners",
            _ => null,
        };
    }

    private static void AddUpsample(NodeContext node, Image image, Shape shape, string mode)
    {
        Shape from = image.Layer.Shape, to = image.Turn(shape);
        long height = to.Height / from.Height, width = to.Width / from.Width;
        DraftLayer layer = node.Add(new DraftLayer(Kinds.Upsample, to, image.Layer) { IsSignal = image.IsSignal });
        layer.With("height", height).With("width", width);
        if (mode != "Nearest")
            layer.With("Mode", new EnumValue("UpsampleMode", mode));
        node.Result(image.Result(layer));
    }
}
