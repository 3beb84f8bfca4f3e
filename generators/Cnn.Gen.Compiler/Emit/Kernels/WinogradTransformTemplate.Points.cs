namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <content>
/// The transforms along one side of a tile (Lavin and Gray 2015, their matrices B and A), by the number of points at which they interpolate:
/// four, 0, 1, -1 and infinity; six, with 2 and -2; five, the same without infinity; seven, with 1/2 and -1/2 beside, by the same construction. Points
/// of either sign share their even and odd terms.
/// </content>
public sealed partial class WinogradTransformTemplate
{
    /// <summary>A row of a tile, a0 and so on, to a row of planes.</summary>
    private void WriteInputRow()
    {
        switch (tile.InputColumns)
        {
            case 7:
                DeclarePair(1, Fma(C(-4.25), "a4", "a2 + a6"), Fma(C(-4.25), "a3", "a1 + a5"));
                DeclarePair(2, Fma(C(0.25), "a2", Fma(C(-1.25), "a4", "a6")), Fma(C(0.25), "a1", Fma(C(-1.25), "a3", "a5")));
                DeclarePair(3, Fma(C(4), "a2", Fma(C(-5), "a4", "a6")), Fma(C(4), "a1", Fma(C(-5), "a3", "a5")));
                StorePlanes(Fma(C(5.25), "a4 - a2", "a0 - a6"), "even1 + odd1", "even1 - odd1", Fma(C(2), "odd2", "even2"), Fma(C(-2), "odd2", "even2"),
                    Fma(C(0.5), "odd3", "even3"), Fma(C(-0.5), "odd3", "even3"));
                break;
            case 6 or 5:
                Declare("sum", Fma(C(-4), "a2", "a4"));
                Declare("difference", Fma(C(-4), "a1", "a3"));
                Declare("sum2", "a4 - a2");
                Declare("difference2", "a3 - a1");
                string[] finite =
                [
                    Fma(C(4), "a0", Fma(C(-5), "a2", "a4")), "sum + difference", "sum - difference",
                    Fma(C(2), "difference2", "sum2"), Fma(C(-2), "difference2", "sum2"),
                ];
                StorePlanes(tile.InputColumns == 5 ? finite : [.. finite, Fma(C(4), "a1", Fma(C(-5), "a3", "a5"))]);
                break;
            default:
                StorePlanes("a0 - a2", "a1 + a2", "a2 - a1", "a1 - a3");
                break;
        }

        void DeclarePair(int number, string even, string odd)
        {
            Declare($"even{number}", even);
            Declare($"odd{number}", odd);
        }
    }

    /// <summary>The columns of a tile, x0 and so on, each result of which is a row for the transform of rows.</summary>
    private void WriteInputColumns(string name)
    {
        writer.Line($"ref {T} x0 = ref Unsafe.Add(ref corner, channel);");
        for (int row = 1; row < tile.InputRows; row++)
            writer.Line($"ref {T} x{row} = ref Unsafe.Add(ref x{row - 1}, row);");
        switch (tile.InputRows)
        {
            case 6:
                WriteOne('a', 0, column => Fma(C(4), X(0, column), Fma(C(-5), X(2, column), X(4, column))));
                WritePair('b', 1, column => Fma(C(-4), X(2, column), X(4, column)), column => Fma(C(-4), X(1, column), X(3, column)));
                WritePair('d', 3, column => $"{X(4, column)} - {X(2, column)}", column => $"{C(2)} * ({X(3, column)} - {X(1, column)})");
                WriteOne('f', 5, column => Fma(C(4), X(1, column), Fma(C(-5), X(3, column), X(5, column))));
                break;
            default:
                WriteOne('a', 0, column => $"{X(0, column)} - {X(2, column)}");
                WriteOne('b', 1, column => $"{X(1, column)} + {X(2, column)}");
                WriteOne('c', 2, column => $"{X(2, column)} - {X(1, column)}");
                WriteOne('d', 3, column => $"{X(1, column)} - {X(3, column)}");
                break;
        }

        void WriteOne(char letter, int row, Func<int, string> value)
        {
            foreach (int column in Columns)
                Declare($"{letter}{column}", value(column));
            WriteRow(name, row, column => $"{letter}{column}");
        }

        void WritePair(char evens, int first, Func<int, string> even, Func<int, string> odd)
        {
            char odds = (char)(evens + 1);
            foreach (int column in Columns)
            {
                Declare($"{evens}{column}", even(column));
                Declare($"{odds}{column}", odd(column));
            }

            WriteRow(name, first, column => $"{evens}{column} + {odds}{column}");
            WriteRow(name, first + 1, column => $"{evens}{column} - {odds}{column}");
        }
    }

    /// <summary>The columns of products, m0 and so on, to rows s0 and so on.</summary>
    private void WriteProducts()
    {
        for (int row = 1; row < tile.InputRows; row++)
            writer.Line($"ref {T} m{row} = ref Unsafe.Add(ref m{row - 1}, planeRow);");
        foreach (int column in Columns)
        {
            int at = column;
            string[] results = Results(tile.InputRows, point => M(point, at), name => $"{name}{at}");
            for (int row = 0; row < results.Length; row++)
                Declare($"s{row}{column}", results[row]);
        }
    }

    /// <summary>Writes the results of a row of transformed products, and the names of what lies between with <paramref name="number"/>.</summary>
    private void WriteResults(string a = "a", string y = "y", string number = "", bool withBias = true)
    {
        string[] results = Results(tile.InputColumns, point => $"{a}{point}", name => name + number);
        for (int column = 0; column < results.Length; column++)
            Declare($"{y}{column}", !withBias ? results[column] : Factor == 1 ? $"{results[column]} + b" : Fma(C(Factor), results[column], "b"));
    }

    /// <summary>
    /// What is left to multiply results with: for windows of 3 taps what G divides by, brought on one denominator, so that filters on the fly need not.
    /// </summary>
    private double Factor => tile.Taps != 3 ? 1 : FactorOf(tile.Rows) * FactorOf(tile.Columns);

    private static double FactorOf(int outputs) => outputs == 2 ? 1.0 / 2 : -1.0 / 6;

    /// <summary>A^T m, but for <see cref="Factor"/>: declares sums and differences of the products at points of either sign, and returns the results.</summary>
    private string[] Results(int points, Func<int, string> m, Func<string, string> named)
    {
        if (points == 4)
            return [Fma(C(2), m(0), $"{m(1)} + {m(2)}"), Fma(C(-2), m(3), $"{m(1)} - {m(2)}")];
        (string p, string q) = Pair("p", "q", 1);
        (string r, string t) = Pair("r", "t", 3);
        switch (points)
        {
            case 5:
                return [$"{m(0)} + {p} + {r}", Fma(C(2), t, q), Fma(C(4), r, p), Fma(C(8), t, q)];
            case 6:
                return [Fma(C(-1.5), m(0), Fma(C(-0.25), r, p)), Fma(C(-0.5), t, q), $"{p} - {r}", Fma(C(-6), m(5), Fma(C(-2), t, q))];
        }

        (string u, string v) = Pair("u", "v", 5);
        return
        [
            $"{m(0)} + {p} + {r} + {u}", Fma(C(0.5), v, Fma(C(2), t, q)), Fma(C(0.25), u, Fma(C(4), r, p)), Fma(C(0.125), v, Fma(C(8), t, q)),
        ];

        (string Sum, string Difference) Pair(string sum, string difference, int point)
        {
            Declare(named(sum), $"{m(point)} + {m(point + 1)}");
            Declare(named(difference), $"{m(point)} - {m(point + 1)}");
            return (named(sum), named(difference));
        }
    }
}
