using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Passes;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>
/// A layer of a network as a network of its own, to be measured. Its padding is part of the input, as it is in the network, where the layer
/// before writes into the inside of a ring of zeros: so nothing but the layer's kernel is run.
/// </summary>
internal sealed class LayerAlone
{
    private const string Name = "Layer";

    /// <summary>Arguments that a layer alone does without: an activation is a part of the kernel that costs next to nothing, or none of the kernel.</summary>
    private static readonly string[] Dropped = ["Name", "Input", "Activation", "Alpha"];

    private static readonly string[] Padding = ["Padding", "PaddingTop", "PaddingBottom", "PaddingLeft", "PaddingRight", "PaddingMode"];

    private readonly bool _inBands;

    private LayerAlone(IReadOnlyList<string> layers, string shape, BoundModel model, string costModel, bool inBands)
    {
        _inBands = inBands;
        Layers = layers;
        Shape = shape;
        Model = model;
        CostModel = Way(costModel)!;
    }

    /// <summary>The names of the layers that are alike.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>Their shape, as a line of a tuning file has it.</summary>
    public string Shape { get; }

    /// <summary>The network of the one layer.</summary>
    public BoundModel Model { get; }

    /// <summary>The algorithm that the cost model, or the attribute, has chosen in the whole network, and all else left to the cost model.</summary>
    public Candidate CostModel { get; }

    /// <summary>The layers of a network that can be tuned, those together that share their kernels.</summary>
    public static IReadOnlyList<LayerAlone> AllOf(BoundModel model)
    {
        VectorClass target = VectorClass.ForWidth(NetworkCompiler.VectorBits);
        Network network = ModelScheduler.Prediction(PassList.Apply(PassList.Common, model.Network), model, target);
        HashSet<string> bands = [.. BandSchedule.Groups(network, model.IsDouble).Where(group => group.Count > 1).SelectMany(group => group).Select(node => node.Layer)];
        return
        [
            .. from layer in model.Layers
               where layer.Kernel is ConvolutionOp
               let node = network.Nodes.FirstOrDefault(node => node.Op is ConvolutionOp && node.Layer == layer.Name)
               where node is not null // Of a layer that nothing reads nothing is computed.
               group (layer, node.Op) by model.KernelsOf(layer) into alike
               select new LayerAlone(
                   [.. alike.Select(same => same.layer.Name)], TuningWriter.ShapeOf(alike.Key, model.IsDouble)!, Bind(model, alike.Key),
                   alike.First().Op is ConvOp { WinogradTile: { IsNone: false } tile } ? $"Winograd{tile}" : "Direct",
                   alike.Any(same => bands.Contains(same.layer.Name))),
        ];
    }

    /// <summary>
    /// The ways to compute it that differ, the cost model's first. A layer that goes through bands with others stays there: alone it cannot be told what
    /// leaving them would cost, so its sum stays a loop.
    /// </summary>
    public IReadOnlyList<Candidate> Ways()
    {
        TunedSum[] sums = NetworkCompiler.VectorBits == 1 ? [] : _inBands ? [TunedSum.Loop] : [TunedSum.Loop, TunedSum.Unrolled, TunedSum.Lanes];
        IEnumerable<string> algorithms = _inBands ? ["Direct"] : TuningReader.Algorithms;
        IEnumerable<Candidate?> ways = algorithms.Select(algorithm => Way(algorithm)).Concat(sums.Select(sum => Way("Direct", sum)));
        return [.. ways.OfType<Candidate>().Prepend(CostModel).Where(way => !(_inBands && way.IsUnrolled)).DistinctBy(way => way.Key)];
    }

    /// <summary>The same way with other tiles of registers: those about as good by the cost model, the best first, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<Candidate> Tiles(Candidate way, int most)
    {
        const double Promising = 1.5;
        if (NetworkCompiler.VectorBits == 1 || way.Vectors == 0)
            return [];
        IEnumerable<RegisterTile> all = TileSchedule.Tiles(
            TuningReader.LargestTile.Rows, TuningReader.LargestTile.Columns, TuningReader.LargestTile.Vectors, VectorClass.ForWidth(NetworkCompiler.VectorBits));
        Candidate[] tiles =
        [
            .. all.Where(tile => !_inBands || tile.Rows == 1 || Model.Layers[0].Kernel is ConvolutionOp { IsDepthwise: true })
                .Select(tile => Way(way.Line.Algorithm, way.Sum, new TunedTile(tile.Rows, tile.Columns, tile.Vectors)))
                .OfType<Candidate>().Where(tile => tile.IsTaken).DistinctBy(tile => tile.Key).Where(tile => tile.Key != way.Key).OrderBy(tile => tile.Cost),
        ];
        if (way.IsProduct)
            tiles = [.. tiles.Where(tile => tile.Vectors != way.Vectors).DistinctBy(tile => tile.Vectors)];
        return [.. tiles.Where(tile => tile.Cost <= Promising * tiles.Select(tile => tile.Cost).Append(way.Cost).Min()).Take(most)];
    }

    /// <summary>A way to compute it; null where the layer cannot be computed so, or its attribute says otherwise.</summary>
    private Candidate? Way(string algorithm, TunedSum sum = TunedSum.Any, TunedTile? tile = null)
    {
        KernelTuning[] kernels = sum == TunedSum.Any && tile is null ? [] : [new KernelTuning(NetworkCompiler.VectorBits, sum, tile)];
        var line = new LayerTuning(Name, TuningWriter.ShapeOf(Model.Layers[0], Model.IsDouble)!, algorithm, kernels.ToEquatableArray(), 1);
        var tuning = new ClassTuning(string.Empty, Model.Spec.FullName, 1, new[] { line }.ToEquatableArray());
        return TuningSchedule.Check(Model, tuning).Any() ? null : new Candidate(Model, tuning);
    }

    private static BoundModel Bind(BoundModel model, BoundLayer layer)
    {
        AttributeSpec attribute = model.Spec.Layers[model.Layers.ToList().IndexOf(layer)];
        Shape input = layer.Input;
        IEnumerable<string> dropped = Dropped;
        if (layer.Kernel is ConvOp { IsProduct: false, Window: var window })
        {
            dropped = Dropped.Concat(Padding);
            input = new Shape(Whole(window.Height), Whole(window.Width), input.Channels);
        }

        string text = Definition.Print(attribute with { Arguments = attribute.Arguments.Where(argument => !dropped.Contains(argument.Name)).Append(new ArgumentSpec("Name", Name)).ToEquatableArray() });
        IEnumerable<string> settings = model.Spec.Model.Arguments
            .Where(argument => argument.Name is "Element" or "Precision").Select(argument => $", {argument.Name} = {argument.Value switch { EnumValue value => $"{value.Type}.{value.Member}", _ => string.Empty }}");
        BoundModel alone = ModelBinder.Bind(DefinitionReader.Read(
            $"[CnnModel({input.Height}, {input.Width}, {input.Channels}, Training = false{string.Concat(settings)})]\n{text}", "Network"));
        return alone.IsValid ? alone : throw new InvalidOperationException(
            $"{layer.Name} alone is no network, which is a bug: {string.Join(" ", alone.Problems.Select(problem => problem.Message))}");

        static int Whole(WindowAxis axis) => axis.Before + axis.Input + axis.After;
    }
}
