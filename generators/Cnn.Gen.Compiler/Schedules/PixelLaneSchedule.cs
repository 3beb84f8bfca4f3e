namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Decides for which convolutions pixels lie in the lanes of a vector, and how many vectors of them make a tile.</summary>
public static class PixelLaneSchedule
{
    /// <summary>Output channels at most: interleaving them takes instructions, and text, by their square.</summary>
    private const int MostFilters = 12;

    /// <summary>Instructions of an interleaving that a core begins in a cycle.</summary>
    private const double InterleavedPerCycle = 2;

    /// <summary>The cheapest plan of those that <paramref name="plan"/>, whose geometry is settled, can be completed to; null where there is none.</summary>
    public static PixelLanePlan? Choose(PixelLanePlan plan, VectorClass target, bool isDouble)
    {
        if (target.Bits == 0 || plan.Filters > MostFilters)
            return null;
        return Candidates(plan, target, isDouble).OrderBy(Cycles).FirstOrDefault();
    }

    /// <summary>All plans whose sums fit into registers, beside an input of each vector of pixels and a weight.</summary>
    public static IEnumerable<PixelLanePlan> Candidates(PixelLanePlan plan, VectorClass target, bool isDouble)
    {
        for (int bits = target.Bits; bits >= 128; bits /= 2)
        {
            var lanes = new Lanes(bits, bits / (isDouble ? 64 : 32));
            if (lanes.Count > plan.Columns)
                continue;
            for (int vectors = 1; vectors <= (plan.Columns + lanes.Count - 1) / lanes.Count; vectors++)
            {
                int sums = plan.Filters * vectors;
                if (sums + vectors + 1 <= target.Registers && sums * plan.Taps.Length <= Budget.UnrolledTile)
                    yield return plan with { Vector = lanes, Vectors = vectors };
            }
        }
    }

    /// <summary>Cycles that <paramref name="plan"/> takes for an image.</summary>
    public static double Cycles(PixelLanePlan plan)
    {
        int sums = plan.Filters * plan.Vectors;
        double step = Math.Max(CostTable.Latency, Math.Max(
            sums / CostTable.MultiplyAddsPerCycle, (plan.Vectors + plan.Filters) / CostTable.LoadsPerCycle));
        double interleaving = sums * ((2 * plan.Filters) - 1) / InterleavedPerCycle;
        return plan.Rows * plan.Tiles * ((step * plan.Taps.Length) + CostTable.TileOverhead + (2 * sums) + interleaving);
    }
}
