using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// The taps of a window as a kernel walks over them: rows of taps, columns of taps, and a run of channels at each, all at a fixed
/// distance in memory. Where columns (or rows) touch, they are one longer run: in NHWC a row of a dense window is contiguous.
/// </summary>
/// <param name="Rows">Rows of taps.</param>
/// <param name="RowStep">Elements between them.</param>
/// <param name="Columns">Columns of taps.</param>
/// <param name="ColumnStep">Elements between them.</param>
/// <param name="Run">Contiguous elements at each.</param>
public readonly record struct TapGrid(int Rows, int RowStep, int Columns, int ColumnStep, int Run)
{
    /// <summary>Elements in all.</summary>
    public int Length => Rows * Columns * Run;

    /// <summary>The same with touching runs joined.</summary>
    public TapGrid Merged()
    {
        TapGrid grid = this;
        if (grid.Columns > 1 && grid.ColumnStep == grid.Run)
            grid = grid with { Run = grid.Run * grid.Columns, Columns = 1, ColumnStep = 0 };
        if (grid.Columns == 1)
            grid = grid with { ColumnStep = 0 };
        if (grid is { Columns: 1, Rows: > 1 } && grid.RowStep == grid.Run)
            grid = grid with { Run = grid.Run * grid.Rows, Rows = 1 };
        return grid.Rows == 1 ? grid with { RowStep = 0 } : grid;
    }

    /// <summary>Offsets of all elements, in the order in which they are summed.</summary>
    public IEnumerable<int> Offsets()
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                for (int element = 0; element < Run; element++)
                    yield return (row * RowStep) + (column * ColumnStep) + element;
            }
        }
    }
}

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
public readonly record struct GradientPhase(int Start, int Count, int FirstTap, int TapStep, int Taps, int Offset, int Step)
{
    /// <summary>The phases of an axis; those without inputs are left out.</summary>
    public static IEnumerable<GradientPhase> Of(WindowAxis axis)
    {
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
