using Cnn.Gen.Compiler.Emit;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Tuning;

namespace Cnn.Gen.Benchmarks;

/// <summary>A way to compute a layer.</summary>
/// <param name="Asked">What is asked for; empty for whatever the compiler chooses.</param>
/// <param name="Spec">The layer, which asks for it.</param>
public sealed record LayerWay(string Asked, ModelSpec Spec)
{
    /// <summary>The layer as bound.</summary>
    public BoundModel Model { get; } = ModelBinder.Bind(Spec);

    /// <summary>What the compiler makes of it on this machine.</summary>
    public IReadOnlyList<Step> Steps => field ??= LayerPlans.Of(Model).Predict.Steps;

    /// <summary>All plans and their arguments: equal for ways that are one.</summary>
    public string Plan => LayerPlans.Key(Steps);

    /// <summary>What the kernel does, in a few words.</summary>
    public string Algorithm => (SummaryTable.Algorithm(Steps[^1].Plan) is { Length: > 0 } text ? text : Steps[^1].Plan.Name) + Besides;

    /// <summary>What is done besides: Winograd's last tiles may hang over the padding, so that the input is copied into a larger ring.</summary>
    public string Besides => Steps.Count > 1 ? " and a copy" : string.Empty;
}
