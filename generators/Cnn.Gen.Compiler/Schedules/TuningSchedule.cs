using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Puts what was asked for together: what an attribute says itself wins, then a tuning file, then the cost model. Only predictions and the layers' own
/// forward kernels are tuned, since they are what was measured.
/// </summary>
public static class TuningSchedule
{
    private const string Attribute = "its attribute";

    /// <summary><paramref name="model"/> with what of <paramref name="tuning"/> holds for it.</summary>
    public static BoundModel Tune(BoundModel model, ClassTuning tuning) =>
        model with { Tuning = tuning with { Lines = tuning.Lines.Where(line => Applies(model, tuning, line)).ToEquatableArray() } };

    /// <summary>All of a section that does not hold for the class, line by line.</summary>
    public static IEnumerable<TuningProblem> Check(BoundModel model, ClassTuning tuning) => tuning.Lines.SelectMany(line => Check(model, tuning, line));

    private static bool Applies(BoundModel model, ClassTuning tuning, LayerTuning line) =>
        Check(model, tuning, line).All(problem => problem.Id == TuningProblem.Overridden && !IsForeign(model, line));

    private static IEnumerable<TuningProblem> Check(BoundModel model, ClassTuning tuning, LayerTuning line)
    {
        BoundLayer? layer = model.Layers.FirstOrDefault(layer => layer.Name == line.Layer);
        if (layer is null)
            return [Problem(TuningProblem.Unknown, $"{tuning.ClassName} has no layer {line.Layer}.{Nearest(model, line.Layer)} Run cnn tune again, or remove the line.")];
        if (layer.Kernel is not ConvolutionOp op || TuningWriter.ShapeOf(layer, model.IsDouble) is not { } shape)
            return [Problem(TuningProblem.Unknown, $"{line.Layer} is {layer.Attribute}: there is nothing to be tuned. Remove the line.")];
        if (shape != line.Shape)
            return [Problem(TuningProblem.Stale, $"{line.Layer} was measured as \"{line.Shape}\" and is \"{shape}\" now, so the cost model chooses. Run cnn tune again.")];
        if (line.Algorithm != "Direct" && !(op is ConvOp conv && conv.Allows(line.Algorithm)))
            return [Problem(TuningProblem.Malformed, $"{line.Algorithm} is for {ConvOp.WinogradLayers}; {line.Layer} is {shape}. Direct would fit.")];
        return [.. Overridden(model, op, line).Select(message => Problem(TuningProblem.Overridden, message)), .. TooLarge(line).Select(message => Problem(TuningProblem.Malformed, message))];

        TuningProblem Problem(string id, string message) => new(id, line.Line, $"{tuning.File} line {line.Line}: {message}");
    }

    private static string Nearest(BoundModel model, string name)
    {
        string[] known = [.. model.Layers.Where(layer => layer.Kernel is ConvolutionOp).Select(layer => layer.Name)];
        return known.Length == 0 ? " None of its layers has anything to be tuned." : $" Did you mean {Words.Nearest(name, known)}?";
    }

    private static IEnumerable<string> Overridden(BoundModel model, ConvolutionOp op, LayerTuning line)
    {
        string what = $"{line.Layer} is not computed by {line.Algorithm}";
        if (line.Algorithm != "Direct" && model.Strict)
            yield return $"{what}, since the class has Precision.Strict. Run cnn tune again, or remove the line.";
        else if (line.Algorithm != "Direct" && op.Hints.Weights == WeightFormat.BFloat16)
            yield return $"{what}, since its attribute has Weights = BFloat16. Run cnn tune again, or remove the line.";
        else if (!Agrees(op.Hints.Algorithm, line.Algorithm))
            yield return $"{what}, since its attribute has Algorithm = {op.Hints.Algorithm}. Remove that, or the line.";
        if (op.Hints.Unroll != "Auto" && line.Kernels.Any(kernel => kernel.Sum != TunedSum.Any))
            yield return $"The attribute of {line.Layer} has Unroll = {op.Hints.Unroll}, which decides how its sum is written. Remove that, or what the line says of it.";
    }

    /// <summary>Whether a line was measured for an algorithm that is not used, so that its tiles say nothing either.</summary>
    private static bool IsForeign(BoundModel model, LayerTuning line)
    {
        var op = (ConvolutionOp)model.Layers.First(layer => layer.Name == line.Layer).Kernel!;
        return !Agrees(op.Hints.Algorithm, line.Algorithm) || (line.Algorithm != "Direct" && (model.Strict || op.Hints.Weights == WeightFormat.BFloat16));
    }

    private static bool Agrees(string attribute, string line) =>
        attribute == "Auto" || attribute == line || (attribute == "Winograd" && line.StartsWith(attribute, StringComparison.Ordinal));

    private static IEnumerable<string> TooLarge(LayerTuning line) =>
        from kernel in line.Kernels
        where kernel.Tile is not null
        let registers = (kernel.Tile!.Rows * kernel.Tile.Columns * kernel.Tile.Vectors) + kernel.Tile.Vectors + 1
        let file = VectorClass.ForWidth(kernel.VectorBits)
        where registers > file.Registers
        select $"a tile of {kernel.Tile} takes {registers} registers, of which vectors of {kernel.VectorBits} bits have {file.Registers}.";

    /// <summary><paramref name="op"/> with what its layer's line asks for on a register file, and who decides.</summary>
    public static ConvolutionOp Ask(ConvolutionOp op, BoundModel model, string layer, VectorClass target)
    {
        ScheduleHints hints = op.Hints;
        LayerTuning? line = model.Tuning?.Of(layer);
        KernelTuning? kernel = line?.For(target.Bits);
        return op with
        {
            Hints = hints with
            {
                Algorithm = line?.Algorithm ?? hints.Algorithm,
                Unroll = hints.Unroll != "Auto" ? hints.Unroll : kernel?.Sum switch { TunedSum.Loop => "Loop", TunedSum.Unrolled => "Full", _ => "Auto" },
                PixelLanes = hints.Unroll == "Auto" && kernel?.Sum == TunedSum.Lanes ? true : hints.PixelLanes,
                Tile = kernel?.Tile is { } tile ? new RegisterTile(tile.Rows, tile.Columns, tile.Vectors) : hints.Tile,
            },
            ChosenBy = Who(op, model, line, target),
        };
    }

    /// <summary>Whether a layer's line decides anything for a register file; null if not, else where the line stands.</summary>
    public static string? Decisive(ConvolutionOp op, BoundModel model, string layer, VectorClass target) =>
        model.Tuning?.Of(layer) is { } line && Who(op, model, line, target) is var who && Place(model, line) is var place && (who.Algorithm == place || who.Tile == place) ? place : null;

    private static Choosers Who(ConvolutionOp op, BoundModel model, LayerTuning? line, VectorClass target)
    {
        string tile = line?.For(target.Bits) is null ? Choosers.CostModel : Place(model, line);
        bool isAlone = op is not ConvOp { AllowsWinograd: true };
        string algorithm = !isAlone && model.Strict ? "Precision.Strict"
            : op.Hints.Algorithm is not ("Auto" or "Winograd") || (!isAlone && op.Hints.Weights == WeightFormat.BFloat16) ? Attribute
            : isAlone ? tile
            : line is not null ? Place(model, line)
            : op.Hints.Algorithm == "Winograd" ? Attribute : Choosers.CostModel;
        return new Choosers(algorithm, tile);
    }

    private static string Place(BoundModel model, LayerTuning line) => $"{model.Tuning!.File} line {line.Line}";
}
