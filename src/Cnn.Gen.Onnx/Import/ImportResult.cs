using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Files;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx;

/// <summary>What became of nodes of the ONNX model.</summary>
/// <param name="Nodes">The nodes' names, in order.</param>
/// <param name="Operators">Their operators.</param>
/// <param name="Layer">The name of the layer that they became; empty where they became none.</param>
/// <param name="Result">The layer's attribute as it is written, or what happened instead.</param>
public sealed record ImportLine(IReadOnlyList<string> Nodes, IReadOnlyList<string> Operators, string Layer, string Result)
{
    /// <summary>The name of the value that each node writes.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>How the elements of an ONNX value stand in the class's spans.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Dims">Its shape in the ONNX model, the batch included.</param>
/// <param name="Height">Rows of the class's input or output.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
/// <param name="IsChannelsFirst">
/// Whether ONNX has the channels of all pixels one after the other, (c, h, w), where the class has (h, w, c): see <see cref="Layout"/>.
/// Otherwise the elements stand in the same order.
/// </param>
public sealed record ImportedValue(string Name, IReadOnlyList<int> Dims, int Height, int Width, int Channels, bool IsChannelsFirst);

/// <summary>An ONNX model as an attributed class: its text, its parameters, and what became of each node.</summary>
public sealed class ImportResult
{
    private readonly BoundModel _model;
    private readonly IReadOnlyDictionary<string, Tensor> _parameters;

    internal ImportResult(BoundModel model, IReadOnlyDictionary<string, Tensor> parameters) => (_model, _parameters) = (model, parameters);

    /// <summary>The class's name.</summary>
    public string ClassName => _model.Spec.ClassName;

    /// <summary>The class's specification, which compiles without an error.</summary>
    public ModelSpec Spec => _model.Spec;

    /// <summary>The C# file.</summary>
    public required string Text { get; init; }

    /// <summary>What became of each node, in the order of the layers.</summary>
    public required IReadOnlyList<ImportLine> Lines { get; init; }

    /// <summary>The model's input.</summary>
    public required ImportedValue Input { get; init; }

    /// <summary>The model's output.</summary>
    public required ImportedValue Output { get; init; }

    /// <summary>What is worth knowing: a conversion of number formats, a free axis that was given a size.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The parameters' names and shapes, in the order of the layers.</summary>
    public IEnumerable<(string Name, IReadOnlyList<int> Shape)> Parameters =>
        _model.Network.Parameters.Select(parameter => (parameter.Name, (IReadOnlyList<int>)[.. parameter.Shape]));

    /// <summary>A parameter's values, in the class's own layout.</summary>
    public double[] ParameterValues(string name) => _parameters[name].Reals();

    /// <summary>Writes the parameters as a safetensors file, which the class's <c>Load</c> takes.</summary>
    public void SaveWeights(Stream stream)
    {
        string topology = Definition.Topology(_model.Network);
        if (_model.IsDouble)
            SafetensorsWriter.Write(stream, ClassName, topology, Tensors(static tensor => tensor.Reals()));
        else
            SafetensorsWriter.Write(stream, ClassName, topology, Tensors(static tensor => tensor.Singles()));
    }

    /// <summary>Writes the parameters as a safetensors file, beside <paramref name="path"/> first and then in its place.</summary>
    public void SaveWeights(string path) => AtomicFile.Write(path, SaveWeights);

    /// <summary>Writes the C# file and the parameters, each beside its place first; neither is there where one of them cannot be written.</summary>
    /// <param name="path">The C# file.</param>
    /// <param name="weights">The safetensors file; null: beside the C# file, called as the class.</param>
    public void Save(string path, string? weights = null)
    {
        AtomicFile.Write(path, stream =>
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(Text));
            SaveWeights(weights ?? WeightsPath(path));
        });
    }

    /// <summary>Where <see cref="Save"/> puts the parameters.</summary>
    public string WeightsPath(string path) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ClassName + ".safetensors");

    private List<TensorToWrite<T>> Tensors<T>(Func<Tensor, T[]> values) =>
        [.. Parameters.Select(parameter => new TensorToWrite<T>(parameter.Name, parameter.Shape, values(_parameters[parameter.Name])))];
}
