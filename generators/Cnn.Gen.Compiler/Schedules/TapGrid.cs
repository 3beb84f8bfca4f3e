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
