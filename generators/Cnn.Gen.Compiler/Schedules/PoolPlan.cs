using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Neighbouring outputs of one axis whose windows see the same taps.</summary>
/// <param name="Begin">The first output.</param>
/// <param name="End">One past the last.</param>
/// <param name="FirstTap">The first tap inside the input.</param>
/// <param name="EndTap">One past the last.</param>
/// <param name="Padded">Taps inside the input or its padding.</param>
public readonly record struct PoolSegment(int Begin, int End, int FirstTap, int EndTap, int Padded)
{
    /// <summary>The segments of an axis: borders and interior, split here so that no kernel has to test for them.</summary>
    public static IReadOnlyList<PoolSegment> Of(WindowAxis axis)
    {
        var segments = new List<PoolSegment>();
        for (int output = 0; output < axis.Output; output++)
        {
            (int first, int end) = axis.Valid(output);
            var one = new PoolSegment(output, output + 1, first, end, axis.Padded(output));
            if (segments.Count > 0 && segments[segments.Count - 1] is var last && last with { Begin = 0, End = 0 } == one with { Begin = 0, End = 0 })
                segments[segments.Count - 1] = last with { End = output + 1 };
            else
                segments.Add(one);
        }

        return segments;
    }
}

/// <summary>A pooling, or its gradient, vectors along channels.</summary>
/// <param name="Vector">The vectors.</param>
/// <param name="Pool">The operation.</param>
/// <param name="Gradient">Whether this is its gradient.</param>
/// <param name="Input">How x lies.</param>
/// <param name="OutputGradient">For a gradient: how dy lies.</param>
/// <param name="InputGradient">For a gradient: how dx lies.</param>
/// <param name="OutputPixel">For a pooling: output elements from one output column to the next.</param>
/// <param name="Unrolled">Whether windows are written out; otherwise they are loops, clipped to the input for each output.</param>
public sealed record PoolPlan(
    Lanes Vector, PoolOp Pool, bool Gradient, Layout Input, Layout OutputGradient, Layout InputGradient, int OutputPixel, bool Unrolled) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => (Pool.Mode switch { PoolMode.Max => "MaxPool", PoolMode.Sum => "SumPool", _ => "AveragePool" }) + (Gradient ? "Gradient" : string.Empty);

    /// <summary>
    /// Whether a window's largest element is found by the processor's own maximum, which orders neither zeros by their signs nor NaN, and what
    /// that leaves is settled behind it. Pays where there is no instruction that orders them: without AVX-512 and NEON.
    /// </summary>
    public bool NativeMaximum { get; init; }

    /// <summary>Whether its input is a band of rows, see <see cref="BandPlan"/>; which row that begins with is then an argument.</summary>
    public bool InBand { get; init; }

    /// <summary>
    /// Parts of the channels, which are units of work: more than one where a window is the whole image, of which there would be one unit otherwise.
    /// Members then read the channels that they wrote themselves, if those were shared out by channels.
    /// </summary>
    public int Parts { get; init; } = 1;

    /// <summary>
    /// Vectors of channels that a window's loops go over together: several where a window is long, so that its additions need not wait for each other.
    /// </summary>
    public int Together { get; init; } = 1;

    /// <summary>Vectors that hide how long an addition takes, and whose lines of cache follow each other.</summary>
    private const int MostTogether = 4;

    /// <summary>Channels of a part.</summary>
    public int PartChannels => ((Input.Shape.Channels / Vector.Count) + (Parts * Together) - 1) / (Parts * Together) * Together * Vector.Count;

    /// <summary>Units of work for an image.</summary>
    public int UnitsPerImage => Pool.Window.Height.Output * Parts;

    /// <summary>Completes <paramref name="plan"/>, whose geometry is settled.</summary>
    public static PoolPlan Choose(PoolPlan plan, VectorClass target, bool isDouble)
    {
        int Sum(WindowAxis axis) => PoolSegment.Of(axis).Sum(segment => segment.EndTap - segment.FirstTap);
        long taps = (long)Sum(plan.Pool.Window.Height) * Sum(plan.Pool.Window.Width);
        bool unrolled = taps <= Budget.PoolTaps && target.Bits > 0;
        Lanes vector = target.LanesFor(plan.Input.Shape.Channels, isDouble);
        return plan with
        {
            Vector = vector, Unrolled = unrolled, Parts = plan.Gradient || plan.InBand ? 1 : ShareSchedule.Parts(plan.Pool.Window, plan.Input.Shape.Channels, vector),
            Together = !unrolled && !plan.Gradient && plan.Input.Shape.Channels >= MostTogether * vector.Count ? MostTogether : 1,
            NativeMaximum = unrolled && target.Bits == 256 && plan.Pool.Mode == PoolMode.Max && !plan.Gradient,
        };
    }
}
