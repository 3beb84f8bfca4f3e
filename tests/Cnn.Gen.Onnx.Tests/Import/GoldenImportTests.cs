using Cnn.Gen.Tool.Files;
using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>PyTorch's own exports of the golden layers and networks, before and after its folding of constants, against PyTorch's figures.</summary>
public sealed class GoldenImportTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden");

    private static readonly string[] Files = [.. Directory.GetFiles(Root, "*.onnx", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Where(file => GoldenNetworks.Names.Contains(Stem(file)))
        .Order(StringComparer.Ordinal)];

    private static readonly Lazy<IReadOnlyDictionary<string, (ImportResult Import, RunnableNetwork Network)>> Imported = new(() =>
    {
        ImportResult[] imports = [.. Files.Select((file, index) => OnnxModel.Import(Path.Combine(Root, file), new ImportOptions { ClassName = $"Imported{index}" }))];
        IReadOnlyList<RunnableNetwork> networks = ImportedNetworks.Compile(imports);
        return Files.Select((file, index) => (file, (imports[index], networks[index]))).ToDictionary();
    });

    /// <summary>The files.</summary>
    public static TheoryData<string> Cases => [.. Files];

    /// <summary>Import, generate, compile, load, predict.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Predicts_what_PyTorch_did(string file)
    {
        string golden = Path.Combine(Root, Stem(file) + ".safetensors");
        IReadOnlyList<NamedTensor> tensors = [.. TensorFile.Read(golden)];
        double[] Tensor(string name) => tensors.Single(tensor => tensor.Name == name).Values;

        double distance = Networks.Distance(Tensor("y"), Imported.Value[file].Network.Predict(Tensor("x")));

        Assert.True(distance < 1e-4, $"{file}: off by {distance:G3} of the scale.\n{Imported.Value[file].Import.Text}");
    }

    /// <summary>What PyTorch folded and what the importer folds come to one class with one set of weights.</summary>
    [Theory]
    [InlineData("nets/ds_cnn")]
    [InlineData("nets/lenet5")]
    [InlineData("nets/resnet8")]
    [InlineData("nets/mobilenet_v1_0.25_96")]
    public void Folded_and_raw_exports_are_one_class(string name)
    {
        (ImportResult folded, _) = Imported.Value[name + ".onnx"];
        (ImportResult raw, _) = Imported.Value[name + "_raw.onnx"];

        Assert.Equal(folded.Spec with { ClassName = "" }, raw.Spec with { ClassName = "" });
        Assert.All(folded.Parameters, parameter => Assert.Equal(folded.ParameterValues(parameter.Name), raw.ParameterValues(parameter.Name)));
    }

    private static string Stem(string file) => Path.ChangeExtension(file, null).Replace("_raw", "", StringComparison.Ordinal);
}
