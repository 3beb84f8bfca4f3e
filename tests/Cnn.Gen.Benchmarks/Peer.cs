using Cnn.Gen.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Cnn.Gen.Benchmarks;

/// <summary>A model in ONNX Runtime at its best: all graph optimisations, values allocated beforehand, as many threads as are wanted.</summary>
public sealed class Peer : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;
    private readonly OrtValue _output;

    private Peer(byte[] file, float[] input, float[] output, int images, int threads)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(file, settings);
        (string inputName, NodeMetadata inputValue) = _session.InputMetadata.Single();
        (string outputName, NodeMetadata outputValue) = _session.OutputMetadata.Single();
        _input = OrtValue.CreateTensorValueFromMemory(input, Shape(inputValue, images));
        _output = OrtValue.CreateTensorValueFromMemory(output, Shape(outputValue, images));
        _binding = _session.CreateIoBinding();
        _binding.BindInput(inputName, _input);
        _binding.BindOutput(outputName, _output);
    }

    /// <summary>The model as this project's export writes it, over memory of the caller: images as NCHW.</summary>
    public static Peer Of<TModel>(TModel model, float[] input, float[] output, int images, int threads)
        where TModel : ICnnModel<TModel, float>
    {
        using var file = new MemoryStream();
        OnnxModel.Save<TModel, float>(model, file);
        return new Peer(file.ToArray(), input, output, images, threads);
    }

    /// <summary>One prediction.</summary>
    public void Run() => _session.RunWithBinding(_options, _binding);

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _session.Dispose();
        _options.Dispose();
    }

    private static long[] Shape(NodeMetadata value, int images) => [images, .. value.Dimensions.Skip(1).Select(side => (long)side)];
}
