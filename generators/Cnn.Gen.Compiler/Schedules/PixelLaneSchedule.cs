namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Decides for which convolutions pixels lie in the lanes of a vector, and how many vectors of them make a tile.</summary>
public static class PixelLaneSchedule
{
    /// <summary>Output channels at most: interleaving them takes instructions, and text, by their square.</summary>
    private const int MostFilters = 12;

    /// <summary>Registers of a tile of groups beside sums and inputs: a weight, a shuffled input, and three for the lanes' numbers.</summary>
    private const int OperandsOfGroups = 5;

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
    public static IEnumerable<PixelLanePlan> Candidates(PixelLanePlan plan, VectorClass target, bool isDouble) =>
        OfOneChannel(plan, target, isDouble).Concat(OfGroups(plan, target, isDouble));

    /// <summary>
    /// Those whose vectors hold a group of pixels. A group's inputs of a row must lie in one vector, and the processor must shuffle that by
    /// numbers in one instruction, as AVX2 does single precision, and AVX-512 both. No vector of inputs may reach beyond those of its tile.
    /// </summary>
    private static IEnumerable<PixelLanePlan> OfGroups(PixelLanePlan plan, VectorClass target, bool isDouble)
    {
        var lanes = new Lanes(target.Bits, target.Bits / (isDouble ? 64 : 32));
        int group = lanes.Count / plan.Filters;
        if (target.Bits < (isDouble ? 512 : 256) || group < 2 || lanes.Count % plan.Filters > 0 || plan.Filters * (isDouble ? 64 : 32) < 128 || plan.Taps.Columns > 1)
            yield break;
        plan = plan with { Vector = lanes, Group = group };
        if (plan.GroupInputs > lanes.Count || plan.Columns < group)
            yield break;
        for (int vectors = 1; vectors <= plan.RowVectors && (2 * vectors) + OperandsOfGroups <= target.Registers; vectors++)
        {
            PixelLanePlan candidate = plan with { Vectors = vectors };
            int end = (candidate.Column(vectors - 1) * plan.InputPixel) + plan.GroupInputs;
            if (end >= lanes.Count && (vectors == 1 || (candidate.Column(vectors - 2) * plan.InputPixel) + lanes.Count <= end))
                yield return candidate;
        }
    }

    private static IEnumerable<PixelLanePlan> OfOneChannel(PixelLanePlan plan, VectorClass target, bool isDouble)
    {
        for (int bits = target.Bits; bits >= 128; bits /= 2)
        {
            var lanes = new Lanes(bits, bits / (isDouble ? 64 : 32));
            if (lanes.Count > plan.Columns || plan.InputPixel > 1)
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
        if (plan.Group > 0)
            return plan.Rows * plan.Tiles * ((Math.Max(CostTable.LeastStep, plan.Vectors / CostTable.ShufflesPerCycle) * plan.Taps.Length) + CostTable.TileOverhead + (2 * plan.Vectors));
        int sums = plan.Filters * plan.Vectors;
        double step = Math.Max(CostTable.Latency, Math.Max(
            sums / CostTable.MultiplyAddsPerCycle, (plan.Vectors + plan.Filters) / CostTable.LoadsPerCycle));
        double interleaving = sums * ((2 * plan.Filters) - 1) / InterleavedPerCycle;
        return plan.Rows * plan.Tiles * ((step * plan.Taps.Length) + CostTable.TileOverhead + (2 * sums) + interleaving);
    }
}
