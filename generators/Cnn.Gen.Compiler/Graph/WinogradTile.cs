namespace Cnn.Gen.Compiler.Graph;

/// <summary>
/// A tile of outputs of Winograd's minimal filtering F(rows x columns, taps x taps) (Lavin and Gray 2015). The larger a side, the fewer
/// multiplications an output takes, and the more transformed weights there are.
/// </summary>
/// <param name="Rows">Rows of outputs: 2 or 4; 0 for none, the sum as it is defined.</param>
/// <param name="Columns">Columns of outputs: 2 or 4.</param>
/// <param name="Taps">
/// Rows and columns of the window: 3; or 2 for a window of 3 or 4 that moves by two, and 4 for one of 7 or 8: its even and odd rows and columns are
/// summed like channels, each with a window of its own that moves by one.
/// </param>
public readonly record struct WinogradTile(int Rows, int Columns, int Taps = 3)
{
    /// <summary>All that there are kernels for, of windows of 3x3.</summary>
    public static IReadOnlyList<WinogradTile> All { get; } = [new(2, 2), new(2, 4), new(4, 2), new(4, 4), new(4, 4) { OnTheFly = true }];

    /// <summary>The same of windows of 3 or 4 rows and columns that move by two.</summary>
    public static IReadOnlyList<WinogradTile> Strided { get; } = [new(4, 4, 2)];

    /// <summary>The same of windows of 7 or 8.</summary>
    public static IReadOnlyList<WinogradTile> StridedLarge { get; } = [new(4, 4, 4)];

    /// <summary>Tiles of an image up to which filters can be transformed on the fly: as many as have sums in registers for a row of planes.</summary>
    public const int MostOnTheFly = 4;

    /// <summary>
    /// Whether filters stay in memory as they are, and are transformed in registers each time they are used: a quarter of the bytes, and more to compute,
    /// for images of few tiles, whose time is that of reading filters.
    /// </summary>
    public bool OnTheFly { get; init; }

    /// <summary>Whether there is none.</summary>
    public bool IsNone => Rows == 0;

    /// <summary>How far the window moves, and into how many phases rows and columns of inputs fall.</summary>
    public int Stride => Taps == 3 ? 1 : 2;

    /// <summary>Rows of inputs of a phase that a tile reads: rows of planes.</summary>
    public int InputRows => Rows + Taps - 1;

    /// <summary>Columns of inputs of a phase that a tile reads: columns of planes.</summary>
    public int InputColumns => Columns + Taps - 1;

    /// <summary>Planes: elements of a transformed tile.</summary>
    public int Planes => InputRows * InputColumns;

    /// <summary>Inputs that are summed in a plane: all phases of <paramref name="channels"/> channels.</summary>
    public int Inputs(int channels) => Stride * Stride * channels;

    /// <summary>Tiles of an image of <paramref name="rows"/> by <paramref name="columns"/> outputs.</summary>
    public int Count(int rows, int columns) => (rows + Rows - 1) / Rows * ((columns + Columns - 1) / Columns);

    /// <summary>Such as <c>F(4x4, 3x3)</c>.</summary>
    public string Filtering => $"F({Rows}x{Columns}, {Taps}x{Taps}){(OnTheFly ? " with filters on the fly" : string.Empty)}";

    /// <summary>What a kind of kernel that has it is called: such as <c>4x4</c>.</summary>
    public override string ToString() => $"{Rows}x{Columns}{(OnTheFly ? "OnTheFly" : string.Empty)}";
}
