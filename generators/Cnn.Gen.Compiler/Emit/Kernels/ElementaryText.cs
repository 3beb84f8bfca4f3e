namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>
/// The texts of exp, expm1, tanh, log1p and erf. Each adds itself to the library, with those that it calls, and returns a call of itself.
/// </summary>
/// <remarks>
/// exp: x = n * ln 2 + r with |r| at most ln 2 / 2, so exp(x) = 2^n * exp(r); ln 2 is taken in two parts (Cody and Waite), exp(r) - 1 by
/// its Taylor series, and 2^n by its bits, in two factors so that neither overflows before the result does.
/// </remarks>
public sealed class ElementaryText(FunctionLibrary functions, Dialect dialect)
{
    private string S => dialect.S;

    private string V => dialect.V;

    private bool IsDouble => dialect.IsDouble;

    /// <summary>Adding this makes the fraction's last bit worth one, so that the sum holds the nearest whole number in its low bits.</summary>
    private double Magic => IsDouble ? 6755399441055744.0 : 12582912.0;

    /// <summary>e^x.</summary>
    public string Exp(string x)
    {
        AddExp();
        return $"Exp({x})";
    }

    /// <summary>Adds e^x.</summary>
    public void AddExp()
    {
        AddReduction();
        AddTwoFactors();
        string low = C(IsDouble ? -745.2 : -103.98), high = C(IsDouble ? 709.8 : 88.73);
        functions.Add(dialect, "Exp", $"{V} x",
            $"{V} p = ExpReduced({S}.Min({S}.Max(x, {low}), {high}), out {V} shifted) + {C(1)};\n"
            + $"{V} half = TwoFactors(shifted, out {V} rest);\nreturn p * half * rest;",
            "e to the x; not a number where x is not");
    }

    /// <summary>e^x - 1, exact to rounding for small x too.</summary>
    public string Expm1(string x)
    {
        AddReduction();
        AddTwoFactors();
        string low = C(IsDouble ? -745.2 : -103.98), high = C(IsDouble ? 709.0 : 88.0);
        functions.Add(dialect, "Expm1", $"{V} x",
            $"{V} p = ExpReduced({S}.Min({S}.Max(x, {low}), {high}), out {V} shifted);\n"
            + $"{V} scale = TwoFactors(shifted, out {V} rest) * rest;\nreturn {dialect.Fma("p", "scale", $"scale - {C(1)}")};",
            "e to the x, less one, without loss for small x");
        return $"Expm1({x})";
    }

    /// <summary>tanh x.</summary>
    public string Tanh(string x)
    {
        functions.Add(dialect, "Tanh", $"{V} x", TanhBody(), "tanh(x)");
        return $"Tanh({x})";
    }

    /// <summary>
    /// The body of tanh: with t = exp(2|x|) - 1, tanh |x| = t / (t + 2). Beyond 2|x| = 40, or 20 for float, that is one; up to there a power of
    /// two needs no second factor.
    /// </summary>
    public string TanhBody()
    {
        AddReduction();
        return $"{V} p = ExpReduced({S}.Min({S}.Abs(x) * {C(2)}, {C(IsDouble ? 40 : 20)}), out {V} shifted);\n"
            + $"{V} scale = PowerOfTwo(shifted);\n{V} t = {dialect.Fma("p", "scale", $"scale - {C(1)}")};\n"
            + $"{V} magnitude = t / (t + {C(2)});\n"
            + $"return {S}.ConditionalSelect({S}.LessThan(x, {dialect.Zero}), -magnitude, magnitude);";
    }

    /// <summary>log(1 + x) for x from 0 to 1: with s = x / (2 + x), twice the series of atanh s.</summary>
    public string Log1p(string x)
    {
        int terms = IsDouble ? 17 : 8;
        var body = new System.Text.StringBuilder();
        body.Append($"{V} s = x / (x + {C(2)});\n{V} square = s * s;\n{V} sum = {C(1.0 / ((2 * terms) + 1))};\n");
        for (int term = terms - 1; term >= 0; term--)
            body.Append($"sum = {dialect.Fma("sum", "square", C(1.0 / ((2 * term) + 1)))};\n");
        functions.Add(dialect, "Log1p", $"{V} x", body.Append($"return {C(2)} * s * sum;").ToString(), "log(1 + x) for x from 0 to 1");
        return $"Log1p({x})";
    }

    /// <summary>x to a power, for positive x; exactly rounded roots where the power is made of them.</summary>
    public string Power(string x, double exponent)
    {
        switch (exponent)
        {
            case 0:
                return C(1);
            case 1:
                return x;
            case -1:
                return $"{C(1)} / ({x})";
            case -0.5:
                return $"{C(1)} / {S}.Sqrt({x})";
            case -0.75:
                functions.Add(dialect, "ThreeQuarters", $"{V} x", $"{V} root = {S}.Sqrt(x);\nreturn {C(1)} / (root * {S}.Sqrt(root));", "x to the power of -3/4");
                return $"ThreeQuarters({x})";
            default:
                return Exp($"{C(exponent)} * {Log(x)}");
        }
    }

    /// <summary>
    /// log x for positive x: with x = 2^n * m and m from sqrt(1/2) to sqrt(2), n * ln 2 plus, with s = (m - 1) / (m + 1), twice the series of
    /// atanh s. n comes from the bits of x: those of sqrt(1/2) are taken away first, so that it is the whole number below.
    /// </summary>
    private string Log(string x)
    {
        string integer = IsDouble ? "Int64" : "Int32", cast = IsDouble ? "Double" : "Single";
        string half = IsDouble ? "0x3FE6A09E667F3BCDL" : "0x3F3504F3", bits = IsDouble ? "52" : "23";
        (double high, double low) = IsDouble ? (0.693147180369123816490, 1.90821492927058770002e-10) : (0.693359375, -2.12194440e-4);

        // A power of two that is larger than any n: its sum with n has n in its low bits.
        string magic = IsDouble ? "0x4338000000000000L" : "0x4B400000";
        int terms = IsDouble ? 11 : 5;
        var body = new System.Text.StringBuilder();
        string exponent = $"{S}.ShiftRightArithmetic({S}.As{integer}(x) - {S}.Create({half}), {bits})";
        body.Append($"var n = {exponent};\n");
        body.Append($"{V} m = {S}.As{cast}({S}.As{integer}(x) - {S}.ShiftLeft(n, {bits}));\n");
        body.Append($"{V} whole = {S}.As{cast}(n + {S}.Create({magic})) - {S}.As{cast}({S}.Create({magic}));\n");
        body.Append($"{V} s = (m - {C(1)}) / (m + {C(1)});\n{V} square = s * s;\n{V} sum = {C(2.0 / ((2 * terms) + 1))};\n");
        for (int term = terms - 1; term >= 1; term--)
            body.Append($"sum = {dialect.Fma("sum", "square", C(2.0 / ((2 * term) + 1)))};\n");
        body.Append($"{V} small = {dialect.Fma("s * square", "sum", $"{C(low)} * whole")};\n");
        body.Append($"return {dialect.Fma("whole", C(high), $"({C(2)} * s) + small")};");
        functions.Add(dialect, "Log", $"{V} x", body.ToString(), "log(x) for positive x");
        return $"Log({x})";
    }

    /// <summary>erf x, by the series x * exp(-x^2) * 2 / sqrt(pi) * sum of (2 x^2)^n / (1 * 3 * .. * (2n + 1)), all of whose terms are positive.</summary>
    public string Erf(string x)
    {
        int terms = IsDouble ? 160 : 70;
        string limit = C(IsDouble ? 6 : 4), z = $"{C(2)} * a * a";
        string divisor = $"{S}.Create(({dialect.T})((2 * term) + 1))";
        string exp = Exp("-(a * a)");
        functions.Add(dialect, "Erf", $"{V} x",
            $"{V} a = {S}.Min({S}.Abs(x), {limit});\n{V} z = {z};\n{V} sum = {C(1)};\n"
            + $"for (int term = {terms}; term >= 1; term--)\n    sum = {dialect.Fma("sum", $"z / {divisor}", C(1))};\n"
            + $"{V} magnitude = {S}.Min({C(1.1283791670955125739)} * a * {exp} * sum, {C(1)});\n"
            + $"return {S}.ConditionalSelect({S}.LessThan(x, {dialect.Zero}), -magnitude, magnitude);",
            "erf(x)");
        return $"Erf({x})";
    }

    private void AddReduction()
    {
        (double high, double low) = IsDouble ? (0.693147180369123816490, 1.90821492927058770002e-10) : (0.693359375, -2.12194440e-4);
        int terms = IsDouble ? 13 : 7;
        var body = new System.Text.StringBuilder();
        body.Append($"{V} magic = {C(Magic)};\n");
        body.Append($"shifted = {dialect.Fma("x", C(1.4426950408889634074), "magic")};\n");
        body.Append($"{V} n = shifted - magic;\n");
        body.Append($"{V} r = {dialect.Fma("n", C(-low), dialect.Fma("n", C(-high), "x"))};\n");
        double factorial = 1;
        for (int term = 2; term <= terms; term++)
            factorial *= term;
        body.Append($"{V} p = {C(1 / factorial)};\n");
        for (int term = terms - 1; term >= 1; term--)
        {
            factorial /= term + 1;
            body.Append($"p = {dialect.Fma("p", "r", C(1 / factorial))};\n");
        }

        functions.Add(dialect, "ExpReduced", $"{V} x, out {V} shifted", body.Append("return p * r;").ToString(),
            "With x = n * ln 2 + r: e to the r, less one; and n, in the low bits of <paramref name=\"shifted\"/>");
        AddPowerOfTwo();
    }

    private void AddTwoFactors() => functions.Add(dialect, "TwoFactors", $"{V} shifted, out {V} rest",
        $"{V} magic = {C(Magic)};\n{V} half = {dialect.Fma("shifted - magic", C(0.5), "magic")};\n"
        + "rest = PowerOfTwo(shifted - (half - magic));\nreturn PowerOfTwo(half);",
        "2 to the whole number that stands in the low bits of <paramref name=\"shifted\"/>, as two factors");

    private void AddPowerOfTwo()
    {
        string integer = IsDouble ? "Int64" : "Int32", cast = IsDouble ? "Double" : "Single";
        string bias = IsDouble ? "1023L" : "127", bits = IsDouble ? "52" : "23";
        functions.Add(dialect, "PowerOfTwo", $"{V} shifted",
            $"return {S}.As{cast}({S}.ShiftLeft({S}.As{integer}(shifted) + {S}.Create({bias}), {bits}));",
            "2 to the whole number that stands in the low bits of <paramref name=\"shifted\"/>");
    }

    private string C(double number) => dialect.Constant(number);
}
