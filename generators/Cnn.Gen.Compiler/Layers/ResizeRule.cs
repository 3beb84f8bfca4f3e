using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>
/// How an axis is resized, as ONNX's Resize (opset 19) says, by the names of the library's enumerations. All in double precision; places in
/// the input are fractions of whole numbers wherever they can be, so that those that repeat themselves are equal to the bit.
/// </summary>
/// <param name="Mode">A member of <c>ResizeMode</c>.</param>
/// <param name="Coordinates">A member of <c>ResizeCoordinates</c>.</param>
/// <param name="Rounding">A member of <c>ResizeRounding</c>.</param>
/// <param name="Cubic">The cubic kernel's coefficient.</param>
/// <param name="ExcludeOutside">Whether inputs outside the image get no weight; otherwise the nearest stands in for them.</param>
/// <param name="Antialias">Whether the kernel is stretched when the axis becomes shorter.</param>
public sealed record ResizeRule(string Mode, string Coordinates, string Rounding = "RoundPreferFloor", double Cubic = -0.75, bool ExcludeOutside = false, bool Antialias = false)
{
    /// <summary>An axis to be resized.</summary>
    /// <param name="Input">Its input elements.</param>
    /// <param name="Output">Its output elements.</param>
    /// <param name="Scale">The factor that coordinates are computed with.</param>
    /// <param name="Begin">Where the region of interest begins, from 0 to 1.</param>
    /// <param name="End">Where it ends.</param>
    public readonly record struct Axis(int Input, int Output, double Scale, double Begin = 0, double End = 1)
    {
        /// <summary>Whether the factor is just the quotient of the lengths.</summary>
        public bool IsQuotient => Scale * Input == Output || Scale == (double)Output / Input;
    }

    /// <summary>How many weights are looked at, at most, to make the table.</summary>
    public double Work(Axis axis) => axis.Output * (Mode == "Nearest" ? 1 : (2 * Radius(axis)) + 2);

    /// <summary>What each output is made of. None where it looks outside the region that there is.</summary>
    public ResampleTable Table(Axis axis) => ResampleTable.Create(axis.Input, axis.Output, output => Place(axis, output) is { } place ? Taps(axis, place) : []);

    /// <summary>Where an output looks; null where that is outside the image and something else is put there.</summary>
    private (int Floor, double Fraction)? Place(Axis axis, int output)
    {
        (long input, long outputs) = (axis.Input, axis.Output);
        switch (Coordinates)
        {
            case "AlignCorners" when axis.IsQuotient:
                return outputs == 1 ? (0, 0) : Quotient(output * (input - 1), outputs - 1);
            case "AlignCorners":
                double length = axis.Scale * input;
                return length == 1 ? (0, 0) : Real(output * (input - 1) / (length - 1));
            case "TfCropAndResize":
                double at = outputs == 1 ? 0.5 * (axis.Begin + axis.End) * (input - 1)
                    : (axis.Begin * (input - 1)) + (output * (axis.End - axis.Begin) * (input - 1) / (outputs - 1));
                return at < 0 || at > input - 1 ? null : Real(at);
            case "Asymmetric":
                return axis.IsQuotient ? Quotient(output * input, outputs) : Real(output / axis.Scale);
            case "PytorchHalfPixel" when outputs == 1:
                return (0, 0);
            default:
                if (axis.IsQuotient)
                    return Quotient((((2L * output) + 1) * input) - outputs, 2 * outputs);
                double move = Coordinates == "HalfPixelSymmetric" ? input / 2.0 * (1 - (outputs / (axis.Scale * input))) : 0;
                return Real(move + ((output + 0.5) / axis.Scale) - 0.5);
        }
    }

    private IEnumerable<ResampleTap> Taps(Axis axis, (int Floor, double Fraction) place)
    {
        int Inside(int index) => Math.Max(0, Math.Min(axis.Input - 1, index));
        if (Mode == "Nearest")
            return [new ResampleTap(Inside(place.Floor + Nearest(place.Fraction)), 1)];

        bool stretched = Antialias && axis.Scale < 1;
        (int Index, double Weight)[] weights = stretched ? Stretched(axis, place)
            : Mode == "Linear" ? [(place.Floor, 1 - place.Fraction), (place.Floor + 1, place.Fraction)]
            : [.. Enumerable.Range(-1, 4).Select(tap => (place.Floor + tap, Kernel(tap - place.Fraction)))];
        if (ExcludeOutside)
            weights = [.. weights.Where(weight => weight.Index >= 0 && weight.Index < axis.Input)];
        double sum = stretched || ExcludeOutside ? weights.Sum(weight => weight.Weight) : 1;
        return sum == 0
            ? [new ResampleTap(Inside(place.Floor), 1)]
            : weights.Select(weight => new ResampleTap(Inside(weight.Index), weight.Weight / sum));
    }

    private (int Index, double Weight)[] Stretched(Axis axis, (int Floor, double Fraction) place)
    {
        int reach = (int)Math.Ceiling(Radius(axis));
        return [.. Enumerable.Range(-reach, (2 * reach) + 2).Select(tap => (place.Floor + tap, Kernel(axis.Scale * (tap - place.Fraction))))];
    }

    private double Radius(Axis axis) => (Mode == "Cubic" ? 2 : 1) / (Antialias && axis.Scale < 1 ? axis.Scale : 1);

    /// <summary>The weight of an input at a distance: a triangle, or the cubic kernel of Keys (1981).</summary>
    private double Kernel(double distance)
    {
        double x = Math.Abs(distance), a = Cubic;
        if (Mode == "Linear")
            return Math.Max(0, 1 - x);
        return x <= 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x * a) - (4 * a)
            : 0;
    }

    private int Nearest(double fraction) => Rounding switch
    {
        "Floor" => 0,
        "Ceil" => fraction > 0 ? 1 : 0,
        "RoundPreferCeil" => fraction >= 0.5 ? 1 : 0,
        _ => fraction > 0.5 ? 1 : 0,
    };

    private static (int Floor, double Fraction) Quotient(long numerator, long denominator)
    {
        long remainder = numerator % denominator;
        if (remainder < 0)
            remainder += denominator;
        return ((int)((numerator - remainder) / denominator), (double)remainder / denominator);
    }

    private static (int Floor, double Fraction) Real(double place)
    {
        const double Far = 1 << 28;
        double floor = Math.Floor(Math.Max(-Far, Math.Min(Far, place)));
        return ((int)floor, Math.Max(-Far, Math.Min(Far, place)) - floor);
    }
}
