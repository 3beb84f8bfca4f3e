using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>The promised arguments of a layer's own kernels.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Inputs">Names of the inputs.</param>
/// <param name="Parameters">Names of the parameters that forward takes.</param>
/// <param name="BackwardParameters">Names of those that backward takes.</param>
/// <param name="Gradients">Names of the gradients that backward writes.</param>
internal sealed record KernelSignature(string Layer, string[] Inputs, string[] Parameters, string[] BackwardParameters, string[] Gradients)
{
    /// <summary>The arguments of <c>Forward</c>.</summary>
    public string[] Forward => [.. Inputs, .. Parameters, "y"];

    /// <summary>The arguments of <c>Backward</c>.</summary>
    public string[] Backward => ["dy", .. Inputs, .. BackwardParameters, .. Gradients];

    /// <summary>The signature of a layer; null for one without kernels of its own.</summary>
    public static KernelSignature? Of(ReferenceLayer layer) => layer.Op switch
    {
        Reshape or BatchNormalization => null,
        { Parameters: [var first, ..] } => new(
            layer.Name, ["x"], [.. layer.Op.Parameters.Select(parameter => parameter.Role)], [first.Role],
            ["dx", .. layer.Op.Parameters.Select(parameter => $"d{char.ToUpperInvariant(parameter.Role[0])}{parameter.Role[1..]}")]),
        { Parameters: [] } when layer.Sources.Length == 1 => new(layer.Name, ["x"], [], [], ["dx"]),
        { Parameters: [] } => Of(layer.Name, [.. layer.Sources.Select((_, i) => ((char)('a' + i)).ToString())]),
        _ => throw new ArgumentException($"No kernels are promised for {layer.Spec.Kind}."),
    };

    private static KernelSignature Of(string name, string[] inputs) => new(name, inputs, [], [], [.. inputs.Select(input => "d" + input)]);
}
