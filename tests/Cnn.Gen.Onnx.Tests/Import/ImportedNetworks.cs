using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>Imported classes, compiled and loaded with their weights as users would.</summary>
internal static class ImportedNetworks
{
    /// <summary>Compiles imported classes, of different names, in one assembly, and loads the weights that came with them.</summary>
    public static IReadOnlyList<RunnableNetwork> Compile(IReadOnlyList<ImportResult> imports)
    {
        IReadOnlyList<RunnableNetwork> networks = NetworkCompiler.Compile([.. imports.Select(import => import.Spec)]);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            foreach ((ImportResult import, RunnableNetwork network) in imports.Zip(networks))
            {
                import.SaveWeights(file);
                network.Load(file); // Refuses another topology.
            }
        }
        finally
        {
            File.Delete(file);
        }

        return networks;
    }

    /// <summary>An input in ONNX's order, in the class's.</summary>
    public static double[] ToClass(ImportedValue value, double[] onnx) => Reorder(value, onnx, toClass: true);

    /// <summary>An output in the class's order, in ONNX's.</summary>
    public static double[] ToOnnx(ImportedValue value, double[] own) => Reorder(value, own, toClass: false);

    private static double[] Reorder(ImportedValue value, double[] numbers, bool toClass)
    {
        if (!value.IsChannelsFirst)
            return numbers;
        var result = new double[numbers.Length];
        if (toClass)
            Layout.NchwToNhwc<double>(numbers, result, value.Height, value.Width, value.Channels);
        else
            Layout.NhwcToNchw<double>(numbers, result, value.Height, value.Width, value.Channels);
        return result;
    }
}
