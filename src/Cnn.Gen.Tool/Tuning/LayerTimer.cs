using System.Globalization;
using System.Numerics;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Commands;
using Cnn.Gen.Tool.Measuring;
using Cnn.Gen.Tool.Models;
using Cnn.Gen.Tool.Verification;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>
/// Measures ways to compute a layer, each compiled as a network of its own. Where the whole network has more packed parameters than the second-level
/// cache holds, as many bytes as that has are read before each call: in the network too a layer's weights come from where the others have left them,
/// while its input has just been written.
/// </summary>
/// <param name="layer">The layer.</param>
/// <param name="networkBytes">Bytes of the whole network's packed parameters.</param>
/// <param name="rounds">How it is timed.</param>
/// <param name="seed">What parameters and images are drawn from.</param>
internal sealed class LayerTimer(LayerAlone layer, long networkBytes, Rounds rounds, int seed) : ILayerTimer
{
    /// <summary>Bytes of parameters that stay in the second-level cache from one prediction to the next.</summary>
    private const long Cached = 512 * 1024;

    /// <summary>Bytes beyond which no cache holds anything from one prediction to the next.</summary>
    private const long Beyond = 64 << 20;

    /// <summary>How far a way's output may be from the direct sum's, as a share of the largest number.</summary>
    private const double Tolerance = 1e-4;

    private readonly Dictionary<string, TimedPrediction> _compiled = [];
    private readonly float[] _others = Others(networkBytes <= Cached ? 0 : Math.Min(networkBytes, Beyond));
    private readonly double[] _image = TestImages.Random(seed, 1, (int)layer.Model.Network.Input.Shape.Length).Single();
    private double[]? _expected;

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(IReadOnlyList<Candidate> candidates) => Measure(candidates, rounds);

    /// <inheritdoc/>
    public IReadOnlyList<double> MeasureAgain(IReadOnlyList<Candidate> candidates)
    {
        _compiled.Clear();
        return Measure(candidates, rounds with { Count = 3 * rounds.Count });
    }

    private IReadOnlyList<double> Measure(IReadOnlyList<Candidate> candidates, Rounds rounds)
    {
        Compile(candidates);
        (int Rows, int Columns)[] copies = [.. candidates.Select(candidate => candidate.Overhang).Where(IsCopied).Distinct()];
        TimedPrediction[] timed = [.. candidates.Select(candidate => _compiled[candidate.Key]), .. copies.Select(copy => _compiled[NameOf(copy)])];
        Rounds own = _others.Length == 0 ? rounds : rounds with { BeforeCall = index => Forget(timed[index]) };
        double[] times = [.. own.Measure([.. timed.Select(prediction => prediction.Run)]).Select(series => series.Median)];
        return
        [
            .. candidates.Select((candidate, index) => !IsCopied(candidate.Overhang) ? times[index]
                : Math.Max(times[index] / 2, times[index] - times[candidates.Count + Array.IndexOf(copies, candidate.Overhang)])),
        ];
    }

    /// <summary>Memory in the place of the other layers' parameters. It is written, for memory never written is one page of zeros, which any cache holds.</summary>
    private static float[] Others(long bytes)
    {
        var others = new float[bytes / sizeof(float)];
        Array.Fill(others, 1);
        return others;
    }

    /// <summary>Reads what the other layers would have read since the layer's last run.</summary>
    private void Forget(TimedPrediction prediction)
    {
        Vector<float> sum = Vector<float>.Zero;
        for (int at = 0; at + Vector<float>.Count <= _others.Length; at += 16)
            sum += new Vector<float>(_others, at);
        GC.KeepAlive(sum[0]);
        prediction.Touch();
    }

    /// <summary>Compiles those that are not yet, and compares what they compute with the direct sum.</summary>
    private void Compile(IReadOnlyList<Candidate> candidates)
    {
        Candidate[] missing = [.. candidates.Where(candidate => !_compiled.ContainsKey(candidate.Key)).DistinctBy(candidate => candidate.Key)];
        (int Rows, int Columns)[] copies = [.. missing.Select(candidate => candidate.Overhang).Where(IsCopied).Distinct().Where(copy => !_compiled.ContainsKey(NameOf(copy)))];
        if (missing.Length == 0)
            return;
        (ModelSpec Spec, ClassTuning? Tuning)[] networks =
        [
            .. missing.Select((candidate, index) => (layer.Model.Spec with { ClassName = $"Way{index}" }, (ClassTuning?)candidate.Tuning)),
            .. copies.Select(copy => (Copy(copy), (ClassTuning?)null)),
            .. _expected is null ? [(layer.Model.Spec with { ClassName = "Direct" }, layer.Ways().FirstOrDefault(way => way.Line.Algorithm == "Direct")?.Tuning)] : Array.Empty<(ModelSpec, ClassTuning?)>(),
        ];
        IReadOnlyList<RunnableNetwork> compiled = NetworkCompiler.Compile([.. networks.Select(network => network.Spec)], seed: seed, tunings: [.. networks.Select(network => network.Tuning)]);
        _expected ??= compiled[^1].Predict(_image);
        for (int index = 0; index < missing.Length; index++)
        {
            Check(layer, missing[index], _expected, compiled[index].Predict(_image));
            _compiled[missing[index].Key] = compiled[index].Timed(_image);
        }

        foreach (((int Rows, int Columns) copy, RunnableNetwork network) in copies.Zip(compiled.Skip(missing.Length)))
            _compiled[NameOf(copy)] = network.Timed(_image);
    }

    /// <summary>Compares a way's output with the direct sum's.</summary>
    /// <exception cref="CommandException">They differ.</exception>
    public static void Check(LayerAlone layer, Candidate way, double[] expected, double[] actual)
    {
        Difference difference = Difference.Between(expected, actual, layer.Model.IsDouble);
        if (difference.OfScale <= Tolerance)
            return;
        throw new CommandException(string.Create(CultureInfo.InvariantCulture,
            $"{string.Join(", ", layer.Layers)} by {way.Text} differs from the direct sum by {difference.OfScale:g2} of its largest number, where {Tolerance} is allowed. This is a bug of Cnn.Gen: ")
            + $"please report it with the layer's attribute, {layer.Model.Layers[0].Attribute}, and the input {layer.Model.Network.Input.Shape}.");
    }

    private static bool IsCopied((int Rows, int Columns) overhang) => overhang != default;

    private static string NameOf((int Rows, int Columns) overhang) => $"Copy{overhang.Rows}x{overhang.Columns}";

    /// <summary>A network that copies the input to where there is room for tiles that hang over it.</summary>
    private ModelSpec Copy((int Rows, int Columns) overhang)
    {
        Shape input = layer.Model.Network.Input.Shape;
        string element = layer.Model.IsDouble ? ", Element = ElementKind.Double" : string.Empty;
        return DefinitionReader.Read(
            $"[CnnModel({input.Height}, {input.Width}, {input.Channels}, Training = false{element})]\n[ZeroPad2D(0, {overhang.Rows}, 0, {overhang.Columns})]", NameOf(overhang));
    }
}
