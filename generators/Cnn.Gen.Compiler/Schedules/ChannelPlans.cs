using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// A depthwise convolution, vectors along channels: y[pixel, c] = epilogue(bias[c] + sum over taps of x[pixel + offset, c] * w[tap, c]).
/// Also the phases of its input gradient. Weights are packed as [tap][c], with room for whole vectors.
/// </summary>
/// <param name="Title">The beginning of its name.</param>
/// <param name="Vector">The vectors.</param>
/// <param name="TileRows">Rows of output pixels of a tile.</param>
/// <param name="TileColumns">Columns of output pixels of a tile.</param>
/// <param name="Taps">The taps; their run is one channel.</param>
/// <param name="InputImage">Input elements from image to image.</param>
/// <param name="InputRow">Input elements from one output row to the next.</param>
/// <param name="InputPixel">Input elements from one output column to the next.</param>
/// <param name="Rows">Output rows.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="OutputPixel">Output elements from one output column to the next.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Unrolled">Whether all taps are written out, at constant distances; otherwise one row of them, in a loop.</param>
/// <param name="KnownImage">Whether the image's size is constant too; otherwise it is an argument, see <see cref="Shared"/>.</param>
public sealed record DepthwisePlan(
    string Title, Lanes Vector, int TileRows, int TileColumns, TapGrid Taps, int InputImage, int InputRow, int InputPixel, int Rows, int Columns,
    int OutputPixel, int Channels, bool Bias, bool Unrolled, bool KnownImage) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => Title;

    /// <summary>What of the plan is the kernel's text.</summary>
    public DepthwisePlan Shared()
    {
        if (KnownImage)
            return this;
        DepthwisePlan shared = this with { Rows = 1, Columns = 1, InputImage = 0, Bias = true };
        return Unrolled
            ? shared with { Title = $"ConvolveDepthwise{Taps.Rows}x{Taps.Columns}Of{Channels}" }
            : shared with { Title = $"ConvolveDepthwise{Taps.Columns}ColumnsOf{Channels}", InputRow = 0, Taps = Taps with { Rows = 1, RowStep = 0 } };
    }

    /// <summary>The arguments of a kernel for images of any size, in their order.</summary>
    public IEnumerable<(string Name, int Value)> Strides
    {
        get
        {
            yield return ("rows", Rows);
            yield return ("columns", Columns);
            if (HasWholeVectors)
                yield return ("channels", Channels);
            yield return ("inputImage", InputImage);
            if (Unrolled)
                yield break;
            yield return ("inputRow", InputRow);
            yield return ("tapRows", Taps.Rows);
            yield return ("tapRowStep", Taps.RowStep);
        }
    }

    /// <summary>Whether vectors divide the channels; then a kernel for images of any size can be told to go over some of them.</summary>
    public bool HasWholeVectors => Channels % Vector.Count == 0;

    /// <summary>Channels rounded up to whole vectors.</summary>
    public int PaddedChannels => (Channels + Vector.Count - 1) / Vector.Count * Vector.Count;

    /// <summary>Rows of tiles: the units of work for an image.</summary>
    public int RowTiles => (Rows + TileRows - 1) / TileRows;

    /// <summary>Columns of tiles.</summary>
    public int ColumnTiles => (Columns + TileColumns - 1) / TileColumns;
}

/// <summary>The filter gradient of a depthwise convolution: dw[tap, c] = sum over images and pixels of x[pixel + offset, c] * dy[pixel, c].</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Taps">The taps; their run is one channel.</param>
/// <param name="TileTaps">Taps of a row that are summed at a time.</param>
/// <param name="WholeWindow">Whether all taps are summed at a time.</param>
/// <param name="Rows">Output rows.</param>
/// <param name="Columns">Output columns.</param>
/// <param name="InputImage">Input elements from image to image.</param>
/// <param name="InputRow">Input elements from one output row to the next.</param>
/// <param name="InputPixel">Input elements from one output column to the next.</param>
/// <param name="OutputImage">Elements of dy from image to image.</param>
/// <param name="OutputRow">Elements of dy from row to row.</param>
/// <param name="OutputPixel">Elements of dy from pixel to pixel.</param>
/// <param name="Channels">Channels.</param>
public sealed record DepthwiseFilterGradPlan(
    Lanes Vector, TapGrid Taps, int TileTaps, bool WholeWindow, int Rows, int Columns, int InputImage, int InputRow, int InputPixel,
    int OutputImage, int OutputRow, int OutputPixel, int Channels) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "DepthwiseFilterGradient";

    /// <summary>Blocks of channels.</summary>
    public int Blocks => (Channels + Vector.Count - 1) / Vector.Count;

    /// <summary>Tiles of a row of taps.</summary>
    public int TapTiles => (Taps.Columns + TileTaps - 1) / TileTaps;

    /// <summary>Units of work.</summary>
    public int Units => Blocks * (WholeWindow ? 1 : Taps.Rows * TapTiles);

    /// <summary>Completes <paramref name="plan"/>, whose geometry is settled.</summary>
    public static DepthwiseFilterGradPlan Choose(DepthwiseFilterGradPlan plan, VectorClass target, bool isDouble)
    {
        int room = target.Registers - 4;
        bool whole = plan.Taps.Rows * plan.Taps.Columns <= room;
        return plan with
        {
            Vector = target.LanesFor(plan.Channels, isDouble), WholeWindow = whole, TileTaps = Math.Min(plan.Taps.Columns, room),
        };
    }
}

/// <summary>db[c] = sum over images and pixels of dy[pixel, c].</summary>
/// <param name="Vector">The vectors, along channels.</param>
/// <param name="Layout">How dy lies.</param>
public sealed record BiasGradPlan(Lanes Vector, Layout Layout) : KernelPlan
{
    /// <inheritdoc/>
    public override string Name => "BiasGradient";

    /// <summary>Blocks of channels: the units of work.</summary>
    public int Blocks => (Layout.Shape.Channels + Vector.Count - 1) / Vector.Count;
}
