
namespace Cnn.Gen.Compiler.Layers;

/// <summary>The parameters of a layer's own kernels, in order: gradient of the output, what was read, parameters, outputs.</summary>
public static class LayerSurface
{
    /// <summary>The operands of <c>Forward</c> or <c>Backward</c>.</summary>
    public static IReadOnlyList<string> Operands(BoundLayer layer, bool backward)
    {
        string[] parameters = [.. layer.Parameters], inputs = [.. InputsOf(layer)];
        if (!backward)
            return [.. inputs, .. parameters, "y"];
        IEnumerable<string> weight = parameters.Take(1);
        return ["dy", .. inputs, .. weight, .. inputs.Select(name => "d" + name), .. parameters.Select(name => "d" + Capital(name))];
    }

    /// <summary>For <c>Backward</c>: which results are wanted.</summary>
    public static IEnumerable<string> Wants(BoundLayer layer) =>
        Operands(layer, backward: true).Where(IsGradient).Select(Want);

    /// <summary>Whether an operand of <c>Backward</c> is one of its results.</summary>
    public static bool IsGradient(string operand) => operand.Length > 1 && operand[0] == 'd' && operand != "dy";

    /// <summary>The name of the flag that says whether a result is wanted.</summary>
    public static string Want(string gradient) => gradient == "dx" ? "wantsInput" : "wants" + Capital(gradient.Substring(1));

    /// <summary>The names of its inputs: x, or a, b, .. where there are several.</summary>
    public static IEnumerable<string> InputsOf(BoundLayer layer)
    {
        int count = layer.KernelInputs.Count - layer.Parameters.Count;
        return count == 1 ? ["x"] : Enumerable.Range(0, count).Select(index => count <= 20 ? ((char)('a' + index)).ToString() : $"x{index + 1}");
    }

    /// <summary>The name with a capital.</summary>
    public static string Capital(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
