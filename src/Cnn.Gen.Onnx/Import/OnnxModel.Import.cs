using Cnn.Gen.Onnx.Import;
using Cnn.Gen.Onnx.Import.Writing;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx;

/// <content>Import: an ONNX model to an attributed class with its weights.</content>
public static partial class OnnxModel
{
    /// <summary>The class's name that a file's gives: <c>models/mobilenet_v2.onnx</c> gives <c>MobilenetV2</c>.</summary>
    /// <param name="path">The file.</param>
    public static string ClassName(string path) => SpecBuilder.ClassName(Path.GetFileNameWithoutExtension(path));

    /// <summary>Makes a class of an ONNX file. Values in files beside it are read where they lie inside its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What may be chosen.</param>
    /// <exception cref="ImportException">The model cannot be expressed as a class; all reasons are given.</exception>
    /// <exception cref="InvalidDataException">The file is no ONNX model, is cut short, or contradicts itself.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportResult Import(string path, ImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImportOptions();
        OnnxGraph graph = GraphReader.Read(OnnxFile.Read(path), Path.GetDirectoryName(Path.GetFullPath(path)), options.Frozen);
        return new ModelImporter(graph, options, Path.GetFileName(path)).Import();
    }

    /// <summary>Makes a class of an ONNX model from a stream, which is read to its end.</summary>
    /// <param name="stream">The model.</param>
    /// <param name="options">What may be chosen.</param>
    /// <exception cref="ImportException">The model cannot be expressed as a class; all reasons are given.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, is cut short, contradicts itself, or keeps values in other files.</exception>
    public static ImportResult Import(Stream stream, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new ImportOptions();
        OnnxGraph graph = GraphReader.Read(OnnxFile.Read(stream), null, options.Frozen);
        return new ModelImporter(graph, options, options.ClassName ?? "Model").Import();
    }
}
