using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>What the compiler makes of a network on this machine.</summary>
internal static class LayerPlans
{
    /// <summary>The plan for this machine's vectors.</summary>
    public static ModelPlan Of(BoundModel model) =>
        new ModelScheduler(model, ParameterBlock.Of(model.Network), VectorClass.ForWidth(NetworkCompiler.VectorBits)).Schedule();

    /// <summary>All kernels of some steps with their arguments, as a text: equal for ways to compute a layer that are one.</summary>
    public static string Key(IEnumerable<Step> steps) => string.Join("\n", steps.Select(step =>
        $"{step.Plan} {string.Join(", ", step.Arguments.Select(argument => $"{argument.Buffer?.Name} {argument.Value} {argument.Text}"))}"));
}
