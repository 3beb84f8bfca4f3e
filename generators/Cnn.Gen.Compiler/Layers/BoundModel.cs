using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>A layer as bound: what the summary prints and what its own kernels are made from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attribute">Its attribute, as the definition prints it.</param>
/// <param name="Input">The input's shape.</param>
/// <param name="Output">The output's shape.</param>
/// <param name="Kernel">Its operation; null for a layer that has no kernels of its own.</param>
/// <param name="KernelInputs">The values that the operation reads.</param>
/// <param name="Parameters">The roles of those that are parameters, the last, such as <c>weight</c>.</param>
/// <param name="KernelOutput">The value that it writes, before any activation; -1 without a kernel.</param>
/// <param name="MultiplyAdds">Its work for one image.</param>
public sealed record BoundLayer(
    string Name, string Attribute, Shape Input, Shape Output, Op? Kernel, EquatableArray<int> KernelInputs, EquatableArray<string> Parameters, int KernelOutput,
    long MultiplyAdds);

/// <summary>A model whose attributes have been understood.</summary>
/// <param name="Spec">What the user wrote.</param>
/// <param name="Network">The forward graph.</param>
/// <param name="Layers">The layers.</param>
/// <param name="IsDouble">Whether elements are double precision.</param>
/// <param name="Training">Whether there is to be backward code.</param>
/// <param name="Strict">Whether only direct kernels may be used.</param>
/// <param name="Unbound">Names of the layers that could not be bound, and of those below the first such one.</param>
/// <param name="Problems">All that is wrong; the model compiles if none is an error.</param>
public sealed record BoundModel(
    ModelSpec Spec,
    Network Network,
    EquatableArray<BoundLayer> Layers,
    bool IsDouble,
    bool Training,
    bool Strict,
    EquatableArray<string> Unbound,
    EquatableArray<Problem> Problems)
{
    /// <summary>Ids that do not stand in the way of compiling.</summary>
    public const string UnusedLayer = "CNN0026";

    /// <summary>Whether code can be made.</summary>
    public bool IsValid => Problems.All(problem => problem.Id == UnusedLayer) && !HasClash;

    /// <summary>Whether the class declares something that is generated too. The front end reports it.</summary>
    public bool HasClash => Spec.MemberNames.Any(LayerNames.IsGenerated);

    /// <summary>What of a tuning file holds for this model; null without one.</summary>
    public ClassTuning? Tuning { get; init; }

    /// <summary>
    /// The first layer whose own kernels are those of <paramref name="layer"/> too: the same operation on the same shapes, tuned alike. Only its
    /// are generated.
    /// </summary>
    public BoundLayer KernelsOf(BoundLayer layer) => Layers.First(other =>
        other.Kernel is not null && other.Kernel.Equals(layer.Kernel) && Tuning?.Of(other.Name)?.Choice == Tuning?.Of(layer.Name)?.Choice
        && other.KernelInputs.Select(Operand).SequenceEqual(layer.KernelInputs.Select(Operand)));

    private (bool Parameter, Shape Shape) Operand(int value) => (Network.Values[value].Kind == ValueKind.Parameter, Network.Values[value].Shape);

    /// <summary><c>float</c> or <c>double</c>.</summary>
    public string Element => IsDouble ? "double" : "float";
}
