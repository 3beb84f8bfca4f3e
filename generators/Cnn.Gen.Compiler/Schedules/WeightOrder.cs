namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Weights as a tile reads them: packed[group][block][row][column][k][lane] = w[tap(row, column)][k][block * lanes + lane], with zeros
/// for lanes past the last filter.
/// </summary>
/// <param name="Filters">Output channels of a group.</param>
/// <param name="Rows">Rows of taps.</param>
/// <param name="RowStep">Weight elements from one row of taps to the next; may be negative.</param>
/// <param name="Columns">Columns of taps.</param>
/// <param name="ColumnStep">Weight elements from one column of taps to the next; may be negative.</param>
/// <param name="Channels">Elements k that are summed at a tap.</param>
/// <param name="Step">Weight elements between those, or where <paramref name="Transposed"/> between output channels.</param>
/// <param name="GroupStep">Weight elements from one group to the next.</param>
/// <param name="Transposed">Whether output channels are the outer index of the weight, and the elements k its neighbours.</param>
public readonly record struct WeightOrder(
    int Filters, int Rows, int RowStep, int Columns, int ColumnStep, int Channels, int Step, int GroupStep, bool Transposed)
{
    /// <summary>The call that packs them in blocks of <paramref name="block"/> output channels.</summary>
    public LibraryPlan Pack(int block) => LibraryPlan.Call(
        Transposed ? "PackTransposedWeights" : "PackWeights", Filters, block, Rows, RowStep, Columns, ColumnStep, Channels, Step, GroupStep);

    /// <summary>The call that packs them as bfloat16, for sums whose elements come in runs of <paramref name="run"/>.</summary>
    public LibraryPlan PackBFloat16(int block, int run) => Transposed
        ? throw new InvalidOperationException("Gradients read the weights as they are.")
        : LibraryPlan.Call("PackBFloat16Weights", Filters, block, Rows, RowStep, Columns, ColumnStep, Channels, Step, GroupStep, run);
}
