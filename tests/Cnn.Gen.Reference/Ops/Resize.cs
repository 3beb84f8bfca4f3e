namespace Cnn.Gen.Reference;

/// <summary>How a <see cref="Resize"/> treats one axis.</summary>
/// <param name="Output">Output elements.</param>
/// <param name="Scale">The factor of coordinates; 0 for output / input.</param>
/// <param name="Begin">Where the region of interest begins.</param>
/// <param name="End">Where it ends.</param>
public sealed record ResizeAxis(int Output, double Scale = 0, double Begin = 0, double End = 1);

/// <summary>
/// ONNX's Resize (opset 19) over height and width, written down after its specification: for each output the place in the input, the weights
/// of all input pixels, and the sum. The names of modes are those of the library's enumerations.
/// </summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Rows">The height.</param>
/// <param name="Columns">The width.</param>
public sealed record Resize(Shape Input, ResizeAxis Rows, ResizeAxis Columns) : Op(new Shape(Rows.Output, Columns.Output, Input.Channels))
{
    /// <summary>Nearest, Linear or Cubic.</summary>
    public string Mode { get; init; } = "Nearest";

    /// <summary>A member of <c>ResizeCoordinates</c>.</summary>
    public string Coordinates { get; init; } = "HalfPixel";

    /// <summary>A member of <c>ResizeRounding</c>.</summary>
    public string Rounding { get; init; } = "RoundPreferFloor";

    /// <summary>The cubic coefficient.</summary>
    public double Cubic { get; init; } = -0.75;

    /// <summary>Whether pixels outside have no weight.</summary>
    public bool ExcludeOutside { get; init; }

    /// <summary>Whether the kernel is stretched when an axis becomes shorter.</summary>
    public bool Antialias { get; init; }

    /// <summary>What stands outside the image with TfCropAndResize.</summary>
    public double Extrapolation { get; init; }

    /// <inheritdoc/>
    public override double[] Forward(double[][] inputs, double[][] parameters, int images)
    {
        var y = new double[images * Output.Length];
        ForEach(images, (at, weights, x) =>
        {
            y[at] = weights is null ? Extrapolation : 0;
            for (int i = 0; i < (weights?.Length ?? 0); i++)
                y[at] += weights![i] * inputs[0][x[i]];
        });
        return y;
    }

    /// <inheritdoc/>
    public override OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images)
    {
        var dx = new double[images * Input.Length];
        ForEach(images, (at, weights, x) =>
        {
            for (int i = 0; i < (weights?.Length ?? 0); i++)
                dx[x[i]] += weights![i] * dy[at];
        });
        return new([dx], []);
    }

    /// <summary>Calls <paramref name="output"/> with each output's index and the weights and indices of the inputs; null where it looks outside.</summary>
    private void ForEach(int images, Action<int, double[]?, int[]> output)
    {
        double[]?[] rows = [.. Enumerable.Range(0, Rows.Output).Select(i => Weights(i, Input.Height, Rows))];
        double[]?[] columns = [.. Enumerable.Range(0, Columns.Output).Select(i => Weights(i, Input.Width, Columns))];
        for (int n = 0; n < images; n++)
        for (int oh = 0; oh < Output.Height; oh++)
        for (int ow = 0; ow < Output.Width; ow++)
        for (int c = 0; c < Input.Channels; c++)
        {
            int at = Output.At(n, oh, ow, c);
            if (rows[oh] is not { } row || columns[ow] is not { } column)
            {
                output(at, null, []);
                continue;
            }

            var read = new List<(double Weight, int Index)>();
            for (int h = 0; h < row.Length; h++)
            for (int w = 0; w < column.Length; w++)
            {
                if (row[h] * column[w] != 0)
                    read.Add((row[h] * column[w], Input.At(n, h, w, c)));
            }

            output(at, [.. read.Select(one => one.Weight)], [.. read.Select(one => one.Index)]);
        }
    }

    /// <summary>The weight of every input element for output <paramref name="i"/>; null outside the image.</summary>
    private double[]? Weights(int i, int length, ResizeAxis axis)
    {
        double scale = axis.Scale == 0 ? (double)axis.Output / length : axis.Scale;
        double x = Place(i, length, axis, scale);
        if (Coordinates == "TfCropAndResize" && (x < 0 || x > length - 1))
            return null;

        var weights = new double[length];
        double floor = Math.Floor(x);
        if (Mode == "Nearest")
        {
            double nearest = Rounding switch
            {
                "Floor" => floor,
                "Ceil" => Math.Ceiling(x),
                "RoundPreferCeil" => Math.Floor(x + 0.5),
                _ => Math.Ceiling(x - 0.5),
            };
            weights[(int)Math.Clamp(nearest, 0, length - 1)] = 1;
            return weights;
        }

        double stretch = Antialias ? Math.Max(1, 1 / scale) : 1, sum = 0;
        int reach = (int)Math.Ceiling(2 * stretch) + 1;
        for (int place = (int)floor - reach; place <= (int)floor + reach; place++)
        {
            double weight = Mode == "Linear" ? Math.Max(0, 1 - Math.Abs((place - x) / stretch)) : Keys((place - x) / stretch);
            bool outside = place < 0 || place >= length;
            if (outside && ExcludeOutside)
                continue;
            weights[Math.Clamp(place, 0, length - 1)] += weight;
            sum += weight;
        }

        return [.. weights.Select(weight => weight / sum)];
    }

    private double Place(int i, int length, ResizeAxis axis, double scale)
    {
        double last = length - 1, lastOutput = axis.Output - 1;
        switch (Coordinates)
        {
            case "AlignCorners":
                double resized = axis.Scale == 0 ? axis.Output : axis.Scale * length;
                return resized == 1 ? 0 : i * last / (resized - 1);
            case "Asymmetric":
                return i / scale;
            case "PytorchHalfPixel":
                return axis.Output == 1 ? 0 : ((i + 0.5) / scale) - 0.5;
            case "HalfPixelSymmetric":
                double adjustment = axis.Output / (scale * length), centre = length / 2.0;
                return (centre * (1 - adjustment)) + ((i + 0.5) / scale) - 0.5;
            case "TfCropAndResize":
                return axis.Output == 1 ? 0.5 * (axis.Begin + axis.End) * last : (axis.Begin * last) + (i * (axis.End - axis.Begin) * last / lastOutput);
            default:
                return ((i + 0.5) / scale) - 0.5;
        }
    }

    /// <summary>The cubic convolution kernel (Keys 1981).</summary>
    private double Keys(double distance)
    {
        double x = Math.Abs(distance);
        return x <= 1 ? ((Cubic + 2) * x * x * x) - ((Cubic + 3) * x * x) + 1
            : x < 2 ? (Cubic * x * x * x) - (5 * Cubic * x * x) + (8 * Cubic * x) - (4 * Cubic)
            : 0;
    }
}
