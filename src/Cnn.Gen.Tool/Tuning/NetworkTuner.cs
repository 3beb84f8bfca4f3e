using System.Globalization;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Measuring;
using Cnn.Gen.Tool.Models;
using Cnn.Gen.Tool.Verification;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>What was found of a network.</summary>
/// <param name="Tuning">Its section: the lines that are worth writing, and those that were kept.</param>
/// <param name="Layers">What was found of its layers.</param>
/// <param name="Kept">Whether there are lines of layers that were not measured.</param>
/// <param name="Before">Microseconds of a prediction as the cost model chooses, or those lines.</param>
/// <param name="Tuned">Microseconds with the measured layers' best ways; null where the cost model's are the best.</param>
/// <param name="Gain">How many times as fast that is, round by round.</param>
internal sealed record NetworkResult(ClassTuning Tuning, IReadOnlyList<LayerResult> Layers, bool Kept, double Before, double? Tuned, Quartiles Gain)
{
    /// <summary>How many times as fast a whole network must be for the cost model to be overridden: less than that may be chance.</summary>
    private const double Margin = 1.005;

    /// <summary>Whether the whole network is faster too.</summary>
    public bool IsBetter => Tuned is not null && Gain.Median > Margin;

    /// <summary>What is behind each line, by the layer's name.</summary>
    public IReadOnlyDictionary<string, string> Comments() => Layers.Where(layer => layer.IsBetter).SelectMany(layer => layer.Layer.Layers.Select(name => (name, layer)))
        .ToDictionary(line => line.name, line => string.Create(CultureInfo.InvariantCulture,
            $"{line.layer.Best.Time:F1} us; {line.layer.CostModel.Way.Text} by the cost model: {line.layer.CostModel.Time:F1}"));
}

/// <summary>Measures a network's layers, each alone, and then the whole with what was found.</summary>
/// <param name="rounds">How many times each way is timed.</param>
/// <param name="seed">What parameters and images are drawn from.</param>
internal sealed class NetworkTuner(int rounds, int seed)
{
    /// <summary>What a tuning file of one run is called in the networks that are compiled for it.</summary>
    private const string InMemory = "measured" + TuningFile.Extension;

    private readonly Rounds _ofLayers = new(rounds, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(30));
    private readonly Rounds _ofNetworks = new(2 * rounds, TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(300));

    /// <summary>Measures some layers of a network.</summary>
    /// <param name="fullName">The class's name with its namespace.</param>
    /// <param name="model">The network.</param>
    /// <param name="layers">Those of its layers to measure.</param>
    /// <param name="kept">Lines of other layers, which stay.</param>
    /// <param name="progress">Is told of every layer when it is done.</param>
    public NetworkResult Tune(string fullName, BoundModel model, IReadOnlyList<LayerAlone> layers, IReadOnlyList<LayerTuning> kept, Action<LayerResult> progress)
    {
        long bytes = LayerPlans.Of(model).PackedLength * (model.IsDouble ? sizeof(double) : sizeof(float));
        var results = new List<LayerResult>();
        foreach (LayerAlone layer in layers)
        {
            results.Add(new LayerTuner(new LayerTimer(layer, bytes, _ofLayers, seed)).Choose(layer));
            progress(results[^1]);
        }

        IEnumerable<LayerTuning> lines = results.Where(result => result.IsBetter).SelectMany(result => result.Layer.Layers.Select(name => result.Best.Way.LineFor(name, result.Layer.Shape)));
        string[] order = [.. model.Layers.Select(layer => layer.Name)];
        var before = new ClassTuning(InMemory, fullName, 1, kept.ToEquatableArray());
        return Compare(model, results, before, before with { Lines = lines.Concat(kept).OrderBy(line => Array.IndexOf(order, line.Layer)).ToEquatableArray() });
    }

    private NetworkResult Compare(BoundModel model, IReadOnlyList<LayerResult> results, ClassTuning before, ClassTuning tuned)
    {
        ModelSpec spec = model.Spec, predicting = spec with
        {
            Model = spec.Model with { Arguments = spec.Model.Arguments.Where(argument => argument.Name != "Training").Append(new ArgumentSpec("Training", false)).ToEquatableArray() },
        };
        double[] image = TestImages.Random(seed, 1, (int)model.Network.Input.Shape.Length).Single();
        bool isTuned = tuned.Lines.Count > before.Lines.Count;
        ModelSpec[] specs = [predicting with { Namespace = "Before" }, .. isTuned ? [predicting with { Namespace = "Tuned" }] : Array.Empty<ModelSpec>()];
        IEnumerable<RunnableNetwork> networks = NetworkCompiler.Compile(specs, seed: seed, tunings: [before, .. isTuned ? [tuned] : Array.Empty<ClassTuning?>()]);
        Series[] series = _ofNetworks.Measure([.. networks.Select(network => network.Timed(image).Run)]);
        var result = new NetworkResult(tuned, results, before.Lines.Count > 0, series[0].Median, isTuned ? series[1].Median : null, series[^1].Against(series[0]));
        return result.IsBetter ? result : result with { Tuning = before };
    }
}
