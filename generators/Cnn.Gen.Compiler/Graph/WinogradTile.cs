namespace Cnn.Gen.Compiler.Graph;

/// <summary>
/// A tile of outputs of Winograd's minimal filtering F(rows x columns, 3x3) (Lavin and Gray 2015). The larger a side, the fewer
/// multiplications an output takes, and the more transformed weights there are.
/// </summary>
/// <param name="Rows">Rows of outputs: 2 or 4; 0 for none, the sum as it is defined.</param>
/// <param name="Columns">Columns of outputs: 2 or 4.</param>
public readonly record struct WinogradTile(int Rows, int Columns)
{
    /// <summary>All that there are kernels for.</summary>
    public static IReadOnlyList<WinogradTile> All { get; } = [new(2, 2), new(2, 4), new(4, 2), new(4, 4)];

    /// <summary>Whether there is none.</summary>
    public bool IsNone => Rows == 0;

    /// <summary>Rows of inputs that a tile reads: rows of planes.</summary>
    public int InputRows => Rows + 2;

    /// <summary>Columns of inputs that a tile reads: columns of planes.</summary>
    public int InputColumns => Columns + 2;

    /// <summary>Planes: elements of a transformed tile.</summary>
    public int Planes => InputRows * InputColumns;

    /// <inheritdoc/>
    public override string ToString() => $"{Rows}x{Columns}";
}
