using Cnn.Gen.Compiler.Layers;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>The parameters of a layer's own kernels, in order: gradient of the output, what was read, parameters, outputs.</summary>
public static class LayerSurface
{
    /// <summary>The operands of <c>Forward</c> or <c>Backward</c>.</summary>
    public static IReadOnlyList<string> Operands(BoundLayer layer, bool backward)
    {
        string[] parameters = [.. ParametersOf(layer)];
        if (!backward)
            return ["x", .. parameters, "y"];
        IEnumerable<string> weight = parameters.Take(1);
        return ["dy", "x", .. weight, "dx", .. parameters.Select(name => "d" + char.ToUpperInvariant(name[0]) + name.Substring(1))];
    }

    /// <summary>For <c>Backward</c>: which results are wanted.</summary>
    public static IEnumerable<string> Wants(BoundLayer layer) =>
        ParametersOf(layer).Select(name => "wants" + char.ToUpperInvariant(name[0]) + name.Substring(1)).Prepend("wantsInput");

    /// <summary>The names of its parameters.</summary>
    public static IEnumerable<string> ParametersOf(BoundLayer layer) => layer.KernelInputs.Count switch
    {
        3 => ["weight", "bias"],
        2 => ["weight"],
        _ => [],
    };
}
