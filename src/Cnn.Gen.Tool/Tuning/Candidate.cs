using Cnn.Gen.Compiler.Emit;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>A way to compute a layer.</summary>
/// <param name="Layer">The layer as a network of its own.</param>
/// <param name="Tuning">What asks for this way: one line.</param>
internal sealed record Candidate(BoundModel Layer, ClassTuning Tuning)
{
    private IReadOnlyList<Step> Steps => field ??= LayerPlans.Of(TuningSchedule.Tune(Layer, Tuning)).Predict.Steps;

    /// <summary>The kernel: the last of them where there are several, or something is done besides.</summary>
    private KernelPlan Kernel => (Steps.LastOrDefault(step => step.Plan is PixelLanePlan || TileOf(step.Plan) is not null) ?? Steps[^1]).Plan;

    /// <summary>The line.</summary>
    public LayerTuning Line => Tuning.Lines[0];

    /// <summary>How its sum is asked to be written.</summary>
    public TunedSum Sum => Line.Kernels.Count == 0 ? TunedSum.Any : Line.Kernels[0].Sum;

    /// <summary>Equal for ways that are one.</summary>
    public string Key => field ??= LayerPlans.Key(Steps);

    /// <summary>What the kernel does, in a few words.</summary>
    public string Text => Kernel switch
    {
        WinogradPlan { Product: { } product } winograd => $"{SummaryTable.Algorithm(winograd)}, product {product.TileColumns} x {product.Block}",
        KernelPlan plan => SummaryTable.Algorithm(plan) is { Length: > 0 } text ? text : plan.Name,
    };

    /// <summary>
    /// Whether it is a matrix product over the pixels of a batch. One image alone goes by the vectors of its tile only: how many pixels are
    /// best is no matter of measuring that one.
    /// </summary>
    public bool IsProduct => Kernel is TilePlan { IsProduct: true };

    /// <summary>Whether its sum is written out.</summary>
    public bool IsUnrolled => Kernel is TilePlan { Sum: SumLoop.Unrolled } or PixelLanePlan { Group: 0 };

    /// <summary>Vectors of the tile that it has.</summary>
    public int Vectors => TileOf(Kernel)?.Vectors ?? 0;

    /// <summary>Cycles by the cost model of register tiles; comparable for ways of one algorithm.</summary>
    public double Cost => Steps.Sum(step => step.Plan switch
    {
        WinogradPlan { Product: { } product } winograd => winograd.UnitsPerImage * TileSchedule.Cycles(product),
        DepthwisePlan depthwise => DepthwiseSchedule.Cycles(
            depthwise with { Rows = Window.Height.Output, Columns = Window.Width.Output }, new RegisterTile(depthwise.TileRows, depthwise.TileColumns, 1)),
        TilePlan { IsProduct: false } tile => TileSchedule.Cycles(Whole(tile)),
        PixelLanePlan pixels => PixelLaneSchedule.Cycles(pixels),
        TilePlan product => TileSchedule.Cycles(product),
        _ => 0,
    });

    /// <summary>Whether the tile that is asked for, if any, is what its kernels have.</summary>
    public bool IsTaken => Line.Kernels.Count == 0 || Line.Kernels[0].Tile is not { } asked || Steps.All(step => TileOf(step.Plan) is not { } tile || tile == asked);

    /// <summary>
    /// The line for a layer of a network, to be written: what was measured is asked for in full, so that another version's cost model chooses
    /// the same. A transposed convolution's kernels may have different tiles, which one line cannot say.
    /// </summary>
    public LayerTuning LineFor(string layer, string shape)
    {
        if (Kernel is PixelLanePlan)
            return Line with { Layer = layer, Shape = shape, Kernels = new[] { new KernelTuning(NetworkCompiler.VectorBits, TunedSum.Lanes, null) }.ToEquatableArray() };
        TunedTile?[] tiles = [.. Steps.Select(step => TileOf(step.Plan)).Where(tile => tile is not null).Distinct()];
        if (NetworkCompiler.VectorBits == 1 || tiles.Length != 1)
            return Line with { Layer = layer, Shape = shape };
        TunedSum sum = Kernel is not TilePlan { IsProduct: false } direct ? TunedSum.Any : direct.Sum == SumLoop.Unrolled ? TunedSum.Unrolled : TunedSum.Loop;
        return Line with { Layer = layer, Shape = shape, Kernels = new[] { new KernelTuning(NetworkCompiler.VectorBits, sum, tiles[0]) }.ToEquatableArray() };
    }

    /// <summary>
    /// Rows and columns that the last tiles of Winograd's hang over the input: in the network the layer before leaves room for them, and here the
    /// input is copied to where it is.
    /// </summary>
    public (int Rows, int Columns) Overhang
    {
        get
        {
            if (Layer.Layers[0].Kernel is not ConvOp conv || Steps.Select(step => step.Plan).OfType<WinogradPlan>().FirstOrDefault() is not { } plan)
                return default;
            (Halo direct, Halo tiles) = (HaloRules.Needed(conv, 0), HaloRules.Needed(conv with { WinogradTile = plan.Tile }, 0));
            return (tiles.Bottom - direct.Bottom, tiles.Right - direct.Right);
        }
    }

    private Window Window => ((ConvolutionOp)Layer.Layers[0].Kernel!).Window;

    private static TunedTile? TileOf(KernelPlan plan) => plan switch
    {
        WinogradPlan { Product: { } product } => new TunedTile(1, product.TileColumns, product.Vectors),
        DepthwisePlan depthwise => new TunedTile(depthwise.TileRows, depthwise.TileColumns, 1),
        TilePlan tile => new TunedTile(tile.TileRows, tile.TileColumns, tile.Vectors),
        _ => null,
    };

    /// <summary>A kernel's plan with the layer's sizes, which are the kernel's arguments, and no part of its plan, where its sum is a loop.</summary>
    private TilePlan Whole(TilePlan plan)
    {
        var op = (ConvolutionOp)Layer.Layers[0].Kernel!;
        (WindowAxis height, WindowAxis width) = (op.Window.Height, op.Window.Width);
        (int rows, int columns) = op.Window.IsPointwise ? (1, height.Output * width.Output) : (height.Output, width.Output);
        return plan with
        {
            Rows = rows, Columns = columns, Filters = op.Filters / op.Groups, Groups = op.Groups,
            Taps = new TapGrid(height.Size, 0, width.Size, 0, op.Channels / op.Groups),
        };
    }
}
