using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>
/// Networks that PyTorch exported (<c>Networks/make_networks.py</c>), against ONNX Runtime on drawn images. <c>CNN_ONNX_MODELS</c> may name a
/// folder with more files, such as those of <c>Networks/export_torchvision.py</c>.
/// </summary>
public sealed class NetworkImportTests
{
    private const int Images = 2;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Networks");

    private static readonly Lazy<IReadOnlyDictionary<string, (ImportResult Import, RunnableNetwork Network)>> Imported = new(() =>
    {
        string[] files = Directory.GetFiles(Folder, "*.onnx");
        ImportResult[] imports = [.. files.Select(file => OnnxModel.Import(file, new ImportOptions { Training = false }))];
        return files.Zip(imports.Zip(ImportedNetworks.Compile(imports))).ToDictionary(pair => Path.GetFileNameWithoutExtension(pair.First), pair => pair.Second);
    });

    /// <summary>The files.</summary>
    public static TheoryData<string> Cases => [.. Directory.GetFiles(Folder, "*.onnx").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    /// <summary>Import, generate, compile, load, predict.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Predicts_what_ONNX_Runtime_does(string name)
    {
        (ImportResult import, RunnableNetwork network) = Imported.Value[name];

        double distance = Distance(Path.Combine(Folder, name + ".onnx"), import, network);

        Assert.True(distance < 1e-4, $"{name}: off by {distance:G3} of the scale.\n{import.Text}");
    }

    /// <summary>Full networks, one after the other: too large to be kept here.</summary>
    [SkippableFact]
    public void Predicts_what_ONNX_Runtime_does_for_further_files()
    {
        string? folder = Environment.GetEnvironmentVariable("CNN_ONNX_MODELS");
        if (folder is null)
            return; // Nothing was asked for.
        var report = new List<string>();
        bool isWrong = false;
        foreach (string file in Directory.GetFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
        {
            ImportResult import = OnnxModel.Import(file, new ImportOptions { Training = false });
            double distance = Distance(file, import, ImportedNetworks.Compile([import])[0]);
            isWrong |= !(distance < 1e-4);
            report.Add($"{Path.GetFileName(file)}: {distance:G3}");
            File.WriteAllLines(Path.Combine(folder, "distances.txt"), report);
        }

        Assert.False(isWrong, string.Join('\n', report));
    }

    private static double Distance(string file, ImportResult import, RunnableNetwork network)
    {
        int[] dims = [.. import.Input.Dims];
        int length = dims.Skip(1).Aggregate(1, (product, side) => product * side);
        using var session = new OnnxSession(File.ReadAllBytes(file));
        int images = session.InputShape[0] < 0 ? Images : dims[0]; // A fixed batch stays as it is.
        double[] input = Networks.Numbers(new Random(5), images * length);
        double[] expected = session.Run(input, [images, .. dims.Skip(1)])[session.Outputs[0]].Values;
        double[] actual = ImportedNetworks.ToOnnx(import.Output, network.Predict(ImportedNetworks.ToClass(import.Input, input)));
        return Networks.Distance(expected, actual);
    }
}
