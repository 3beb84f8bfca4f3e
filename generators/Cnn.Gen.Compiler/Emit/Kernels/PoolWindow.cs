using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>What a pooling does with one window of some channels: written out, or as clipped loops. Both sum in the same order.</summary>
public sealed class PoolWindow(CodeWriter writer, PoolPlan plan, Dialect dialect)
{
    private readonly WindowAxis _vertical = plan.Pool.Window.Height;
    private readonly WindowAxis _horizontal = plan.Pool.Window.Width;

    private bool IsMax => plan.Pool.Mode == PoolMode.Max;

    private bool IsMean => plan.Pool.Mode is PoolMode.Average or PoolMode.AverageWithPadding;

    /// <summary>A row of the input, counted from the one that a band begins with.</summary>
    private string InBand(string row) => plan.InBand ? $"({row} - bandTop)" : row;

    private string NegativeInfinity => $"{dialect.S}.Create({dialect.T}.NegativeInfinity)";

    /// <summary>A window whose taps inside the input are known.</summary>
    public void WriteUnrolled(PoolSegment rows, PoolSegment columns, int taps, int lanes)
    {
        var places = new List<(int Row, int Column)>();
        for (int row = rows.FirstTap; row < rows.EndTap; row++)
        {
            for (int column = columns.FirstTap; column < columns.EndTap; column++)
                places.Add(((row - rows.FirstTap) * _vertical.Dilation, (column - columns.FirstTap) * _horizontal.Dilation));
        }

        int Offset(Layout layout, int tap) => (places[tap].Row * layout.Row) + (places[tap].Column * layout.Pixel);
        string top = InBand(Start("row", _vertical, rows.FirstTap)), left = Start("column", _horizontal, columns.FirstTap);
        if (!plan.Gradient || IsMax)
            writer.Line($"ref {dialect.T} window = ref Unsafe.Add(ref input, ({top} * {plan.Input.Row}) + ({left} * {plan.Input.Pixel}) + channel);");
        if (plan.Gradient)
            writer.Line($"ref {dialect.T} gradients = ref Unsafe.Add(ref inputGradient, ({top} * {plan.InputGradient.Row}) + ({left} * {plan.InputGradient.Pixel}) + channel);");

        string Load(int tap) => dialect.Load("window", Offset(plan.Input, tap), lanes);
        if (!plan.Gradient)
        {
            string[] elements = [.. Enumerable.Range(0, places.Count).Select(Load)];
            if (IsMax)
                new MaximumText(writer, dialect, plan.NativeMaximum).Write(elements);
            else
                WriteSum(elements);
            WriteResult($"{taps}", lanes);
            return;
        }

        WriteOutputGradient($"{taps}", lanes);
        if (IsMax)
        {
            writer.Line($"{dialect.V} best = {Load(0)};");
            if (!plan.Pool.AllTies)
                writer.Line($"{dialect.V} at = {dialect.Zero};");
            for (int tap = 1; tap < places.Count; tap++)
                WriteBest(Load(tap), dialect.Constant(tap));
        }

        for (int tap = 0; tap < places.Count; tap++)
        {
            string hit = plan.Pool.AllTies ? $"{dialect.S}.Equals({Load(tap)}, best)" : $"{dialect.S}.Equals(at, {dialect.Constant(tap)})";
            WriteShare("gradients", Offset(plan.InputGradient, tap), hit, lanes);
        }
    }

    private void WriteSum(IEnumerable<string> elements)
    {
        writer.Line($"{dialect.V} result = {dialect.Zero};");
        foreach (string element in elements)
            writer.Line($"result += {element};");
    }

    /// <summary>A window as loops over the taps inside the input, which the code around has found, for some vectors of channels together.</summary>
    public void WriteClipped(int lanes, int vectors)
    {
        string row = Scaled("tapRow", _vertical.Dilation), column = Scaled("tapColumn", _horizontal.Dilation);
        string Place(Layout layout) => $"({InBand($"(top + {row})")} * {layout.Row}) + ((left + {column}) * {layout.Pixel}) + channel";
        if (!plan.Gradient)
        {
            string[] results = [.. Enumerable.Range(0, vectors).Select(vector => vector == 0 ? "result" : $"result{vector}")];
            writer.Line($"{dialect.V} result = {(IsMax ? NegativeInfinity : dialect.Zero)}{string.Concat(results.Skip(1).Select(result => $", {result} = result"))};");
            WriteTaps(() =>
            {
                writer.Line($"ref {dialect.T} tap = ref Unsafe.Add(ref input, {Place(plan.Input)});");
                for (int vector = 0; vector < vectors; vector++)
                {
                    string load = dialect.Load("tap", vector * dialect.Count, lanes);
                    writer.Line(IsMax ? $"{results[vector]} = {dialect.S}.Max({results[vector]}, {load});" : $"{results[vector]} += {load};");
                }
            });
            for (int vector = 0; vector < vectors; vector++)
                WriteResult("taps", lanes, results[vector], vector * dialect.Count);
            return;
        }

        string load = dialect.Load($"Unsafe.Add(ref input, {Place(plan.Input)})", 0, lanes);
        WriteOutputGradient("taps", lanes);
        string tap = $"{dialect.S}.Create(({dialect.T})((tapRow * {_horizontal.Size}) + tapColumn))";
        if (IsMax)
        {
            writer.Line($"{dialect.V} best = {NegativeInfinity};");
            if (!plan.Pool.AllTies)
            {
                // The first tap inside the input, in case that all are minus infinity.
                writer.Line($"{dialect.V} at = {dialect.S}.Create(({dialect.T})((firstRow * {_horizontal.Size}) + firstColumn));");
            }

            WriteTaps(() => WriteBest(load, tap));
        }

        string hit = plan.Pool.AllTies ? $"{dialect.S}.Equals({load}, best)" : $"{dialect.S}.Equals(at, {tap})";
        WriteTaps(() =>
        {
            writer.Line($"ref {dialect.T} gradients = ref Unsafe.Add(ref inputGradient, {Place(plan.InputGradient)});");
            WriteShare("gradients", 0, hit, lanes);
        });
    }

    private void WriteTaps(Action write)
    {
        using (writer.Loop("tapRow", "firstRow", "endRow"))
        using (writer.Loop("tapColumn", "firstColumn", "endColumn"))
            write();
    }

    private void WriteResult(string taps, int lanes, string result = "result", int offset = 0)
    {
        if (IsMean)
            writer.Line($"{result} /= {dialect.S}.Create(({dialect.T}){taps});");
        writer.Line(dialect.Store(result, "Unsafe.Add(ref output, place)", offset, lanes));
    }

    private void WriteOutputGradient(string taps, int lanes)
    {
        writer.Line($"{dialect.V} gradient = {dialect.Load("Unsafe.Add(ref output, place)", 0, lanes)};");
        if (IsMean)
            writer.Line($"gradient /= {dialect.S}.Create(({dialect.T}){taps});");
    }

    private void WriteBest(string load, string tap)
    {
        if (plan.Pool.AllTies)
        {
            writer.Line($"best = {dialect.S}.Max(best, {load});");
            return;
        }

        // Only a larger element takes the place of an earlier one.
        using (writer.Open(string.Empty))
        {
            writer.Line($"{dialect.V} next = {load};");
            writer.Line($"var keep = {dialect.S}.LessThanOrEqual(next, best);");
            writer.Line($"best = {dialect.S}.ConditionalSelect(keep, best, next);");
            writer.Line($"at = {dialect.S}.ConditionalSelect(keep, at, {tap});");
        }
    }

    private void WriteShare(string gradients, int offset, string hit, int lanes)
    {
        string share = IsMax ? $"{dialect.S}.ConditionalSelect({hit}, gradient, {dialect.Zero})" : "gradient";
        writer.Line(dialect.Store($"{dialect.Load(gradients, offset, lanes)} + {share}", gradients, offset, lanes));
    }

    private static string Start(string output, WindowAxis axis, int tap)
    {
        string start = axis.Stride == 1 ? output : $"({output} * {axis.Stride})";
        int offset = (tap * axis.Dilation) - axis.Before;
        return offset == 0 ? start : offset > 0 ? $"({start} + {offset})" : $"({start} - {-offset})";
    }

    private static string Scaled(string name, int factor) => factor == 1 ? name : $"({name} * {factor})";
}
