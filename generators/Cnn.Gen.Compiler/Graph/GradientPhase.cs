namespace Cnn.Gen.Compiler.Graph;

/// <summary>
/// One axis of a strided convolution's input gradient. Inputs whose position leaves the same remainder by the stride are reached by
/// the same taps: they form a phase, and for them the gradient is a convolution of stride 1 over dy.
/// </summary>
/// <param name="Start">The first input position of the phase; the others follow at the stride.</param>
/// <param name="Count">How many there are.</param>
/// <param name="FirstTap">The tap that reads the first of the dy elements below; 0 where there is none.</param>
/// <param name="TapStep">From each tap to the next; negative, since later dy elements are reached by earlier taps.</param>
/// <param name="Taps">How many taps there are; may be 0.</param>
/// <param name="Offset">The dy position that the first tap reads for the first input; may be negative.</param>
/// <param name="Step">From each dy position to the next.</param>
/// <param name="Span">Neighbouring inputs that are computed together, each from a tap of its own.</param>
public readonly record struct GradientPhase(int Start, int Count, int FirstTap, int TapStep, int Taps, int Offset, int Step, int Span = 1)
{
    /// <summary>
    /// The phases of an axis; those without inputs are left out. Where windows neither overlap nor hang over an edge,
    /// <paramref name="together"/> lets all inputs of a window be one phase.
    /// </summary>
    public static IEnumerable<GradientPhase> Of(WindowAxis axis, bool together = false)
    {
        if (together && axis is { Dilation: 1, Before: 0, Size: > 1 } && axis.Stride >= axis.Size && axis.Position(axis.Output - 1, axis.Size - 1) < axis.Input)
        {
            yield return new GradientPhase(0, axis.Output, 0, 0, 1, 0, 0, axis.Size);
            int covered = ((axis.Output - 1) * axis.Stride) + axis.Size;
            if (axis.Stride > axis.Size || covered < axis.Input)
                yield return new GradientPhase(axis.Size, 0, 0, 0, 0, 0, 0);
            yield break;
        }

        for (int start = 0; start < Math.Min(axis.Stride, axis.Input); start++)
        {
            int count = ((axis.Input - 1 - start) / axis.Stride) + 1;
            int[] taps = [.. Enumerable.Range(0, axis.Size).Reverse()
                .Where(tap => (start + axis.Before - (axis.Dilation * tap)) % axis.Stride == 0)];
            if (taps.Length == 0)
            {
                yield return new GradientPhase(start, count, 0, 0, 0, 0, 0);
                continue;
            }

            int Reads(int tap) => (start + axis.Before - (axis.Dilation * tap)) / axis.Stride;
            int tapStep = taps.Length > 1 ? taps[1] - taps[0] : 0;
            int step = taps.Length > 1 ? Reads(taps[1]) - Reads(taps[0]) : 0;
            yield return new GradientPhase(start, count, taps[0], tapStep, taps.Length, Reads(taps[0]), step);
        }
    }

    /// <summary>The dy positions read, from the least to the largest.</summary>
    public (int Least, int Largest) Range => Taps == 0 ? (0, 0) : (Offset, Offset + (Step * (Taps - 1)) + Count - 1);
}
