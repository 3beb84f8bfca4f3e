namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// dw[i, o] = sum over images and output pixels of x[pixel + offset(i)] * dy[pixel, o]: a tile of taps' elements by vectors of output
/// channels is summed in registers, over the whole batch.
/// </summary>
/// <param name="Vector">The vectors, along output channels.</param>
/// <param name="Vectors">Vectors of a tile.</param>
/// <param name="Elements">Elements of a run in a tile; all taps where <see cref="WholeWindow"/>.</param>
/// <param name="WholeWindow">Whether a tile holds every tap.</param>
/// <param name="Taps">The elements that have a gradient.</param>
/// <param name="Rows">Output rows.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="InputImage">Input elements from image to image.</param>
/// <param name="InputRow">Input elements from one output row to the next.</param>
/// <param name="InputPixel">Input elements from one output column to the next.</param>
/// <param name="OutputImage">Elements of dy from image to image.</param>
/// <param name="OutputRow">Elements of dy from row to row.</param>
/// <param name="OutputPixel">Elements of dy from pixel to pixel.</param>
/// <param name="WeightElement">Elements of dw from element to element.</param>
/// <param name="Filters">Output channels of a group.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Strided">Whether the image's size and the distances of rows are arguments instead of constants, see <see cref="Shared"/>.</param>
public sealed record FilterGradPlan(
    Lanes Vector, int Vectors, int Elements, bool WholeWindow, TapGrid Taps, int Rows, int Columns, int InputImage, int InputRow,
    int InputPixel, int OutputImage, int OutputRow, int OutputPixel, int WeightElement, int Filters, int Groups, bool Strided = false) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "FilterGradient";

    /// <summary>
    /// What of the plan is the kernel's text: a tile that does not span rows of the window gains nothing from knowing the image's size or how
    /// far things lie apart. Those are arguments, and layers that differ in nothing else have one kernel.
    /// </summary>
    public FilterGradPlan Shared()
    {
        if (WholeWindow || Groups > 1 || Taps.Columns > 1 || (Rows == 1 && Columns == 1))
            return this;
        int last = Filters - ((Blocks - 1) * Block);
        return this with
        {
            Strided = true, Rows = 1, Columns = 1, InputImage = 0, InputRow = 0, InputPixel = 0, OutputImage = 0, OutputRow = 0, OutputPixel = 0, WeightElement = 0,
            Taps = new TapGrid(1, 0, 1, 0, Elements), Filters = Blocks == 1 || last == Block ? last : Block + last,
        };
    }

    /// <summary>The arguments of a strided kernel, in their order.</summary>
    public IEnumerable<(string Name, int Value)> Strides =>
    [
        ("rows", Rows), ("columns", Columns), ("inputImage", InputImage), ("inputRow", InputRow), ("inputPixel", InputPixel),
        ("outputImage", OutputImage), ("outputRow", OutputRow), ("outputPixel", OutputPixel), ("weightElement", WeightElement),
        ("taps", Taps.Rows), ("tapStep", Taps.RowStep), ("run", Taps.Run), ("blocks", Blocks),
    ];

    /// <summary>Output channels of a block.</summary>
    public int Block => Vectors * Vector.Count;

    /// <summary>Blocks of a group.</summary>
    public int Blocks => (Filters + Block - 1) / Block;

    /// <summary>Tiles along a run.</summary>
    public int RunTiles => WholeWindow ? 1 : (Taps.Run + Elements - 1) / Elements;

    /// <summary>Units of work: tiles.</summary>
    public int Units => Groups * Blocks * (WholeWindow ? 1 : Taps.Rows * Taps.Columns * RunTiles);
}

/// <summary>Chooses the tile of a <see cref="FilterGradPlan"/>.</summary>
public static class FilterGradSchedule
{
    /// <summary>Completes <paramref name="plan"/>, whose geometry is settled.</summary>
    public static FilterGradPlan Choose(FilterGradPlan plan, VectorClass target, bool isDouble)
    {
        plan = plan with { Vector = target.LanesFor(plan.Filters, isDouble), Taps = plan.Taps.Merged() };
        int vectors = (plan.Filters + plan.Vector.Count - 1) / plan.Vector.Count;
        (double Cost, FilterGradPlan Plan) best = (double.MaxValue, plan);
        for (int wide = 1; wide <= Math.Min(vectors, 4); wide++)
        {
            int room = (target.Registers - 1 - wide) / wide;
            foreach (FilterGradPlan candidate in Candidates(plan with { Vectors = wide }, room))
            {
                int elements = candidate.WholeWindow ? candidate.Taps.Length : candidate.Elements;
                double step = Math.Max(4, Math.Max(elements * wide / 2.0, (elements + wide) / 2.0)) + 1;

                // Two threads want two tiles.
                double cost = step * candidate.Units * (candidate.Units == 1 ? 1.9 : 1);
                if (cost < best.Cost)
                    best = (cost, candidate);
            }
        }

        return best.Plan;
    }

    private static IEnumerable<FilterGradPlan> Candidates(FilterGradPlan plan, int room)
    {
        if (plan.Taps.Length <= room)
            yield return plan with { WholeWindow = true, Elements = plan.Taps.Run };
        for (int elements = 1; elements <= Math.Min(room, plan.Taps.Run); elements++)
            yield return plan with { WholeWindow = false, Elements = elements };
    }
}
