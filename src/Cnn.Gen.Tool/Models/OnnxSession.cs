using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Cnn.Gen.Tool.Models;

/// <summary>A value of an ONNX file.</summary>
/// <param name="Shape">Its sides, the batch first.</param>
/// <param name="Values">Its numbers.</param>
internal sealed record OnnxTensor(int[] Shape, double[] Values);

/// <summary>An ONNX file in ONNX Runtime, on one thread. Numbers come and go as doubles, whatever the file's type.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly bool _isDouble;

    /// <summary>Opens a file's content.</summary>
    /// <param name="model">The file.</param>
    /// <param name="optimize">Whether the runtime may fuse nodes.</param>
    /// <param name="folder">Where weights that are in other files are looked for; null for the current folder.</param>
    /// <exception cref="OnnxRuntimeException">The runtime cannot run it; the message says why.</exception>
    public OnnxSession(byte[] model, bool optimize = true, string? folder = null)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            GraphOptimizationLevel = optimize ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        if (folder is not null)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        _session = new InferenceSession(model, options);
        (InputName, NodeMetadata input) = _session.InputMetadata.First();
        InputShape = input.Dimensions;
        _isDouble = input.ElementType == typeof(double);
    }

    /// <summary>The name of the first input.</summary>
    public string InputName { get; }

    /// <summary>The first input's sides; -1 for one that is left open.</summary>
    public int[] InputShape { get; }

    /// <summary>The names of all outputs.</summary>
    public IReadOnlyList<string> Outputs => _session.OutputNames;

    /// <summary>Runs the file on images (n, c, h, w) and returns every output with its shape.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Run(double[] input, int[] shape)
    {
        NamedOnnxValue value = _isDouble
            ? NamedOnnxValue.CreateFromTensor(InputName, new DenseTensor<double>(input, shape))
            : NamedOnnxValue.CreateFromTensor(InputName, new DenseTensor<float>(Array.ConvertAll(input, number => (float)number), shape));
        using var results = _session.Run([value]);
        return results.Where(result => result.Value is Tensor<float> or Tensor<double>).ToDictionary(result => result.Name, result => Read(result.Value));
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static OnnxTensor Read(object value) => value switch
    {
        Tensor<double> tensor => new OnnxTensor([.. tensor.Dimensions], [.. tensor]),
        Tensor<float> tensor => new OnnxTensor([.. tensor.Dimensions], [.. tensor.Select(number => (double)number)]),
        _ => throw new NotSupportedException($"A value of type {value.GetType()} is not compared."),
    };
}
