namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Weights as a tile reads them: packed[group][block][row][column][k][lane] = w[tap(row, column)][k][block * lanes + lane], with zeros
/// for lanes past the last filter.
/// </summary>
/// <param name="Groups">Groups.</param>
/// <param name="Filters">Output channels of a group.</param>
/// <param name="Block">Output channels of a block.</param>
/// <param name="Rows">Rows of taps.</param>
/// <param name="RowStep">Weight elements from one row of taps to the next; may be negative.</param>
/// <param name="Columns">Columns of taps.</param>
/// <param name="ColumnStep">Weight elements from one column of taps to the next; may be negative.</param>
/// <param name="Channels">Elements k that are summed at a tap.</param>
/// <param name="ChannelStep">Weight elements between them.</param>
/// <param name="FilterStep">Weight elements from one output channel to the next.</param>
/// <param name="GroupStep">Weight elements from one group to the next.</param>
public sealed record PackWeightsPlan(
    int Groups, int Filters, int Block, int Rows, int RowStep, int Columns, int ColumnStep, int Channels, int ChannelStep,
    int FilterStep, int GroupStep) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => FilterStep == 1 ? "PackWeights" : "PackTransposedWeights";

    /// <summary>Blocks of a group.</summary>
    public int Blocks => (Filters + Block - 1) / Block;
}

/// <summary>A bias in blocks, padded with zeros.</summary>
public sealed record PackBiasPlan(int Groups, int Filters, int Block) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "PackBias";

    /// <summary>Blocks of a group.</summary>
    public int Blocks => (Filters + Block - 1) / Block;
}
