using Microsoft.ML.OnnxRuntime;

namespace Cnn.Gen.Benchmarks;

/// <summary>A model in ONNX Runtime at its best for one image: one thread, all graph optimisations, values allocated beforehand.</summary>
public sealed class Peer : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;

    /// <summary>Loads a model that takes <paramref name="input"/>, as NCHW.</summary>
    public Peer(string path, float[] input)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(path, settings);
        KeyValuePair<string, NodeMetadata> description = _session.InputMetadata.Single();
        long[] shape = [.. description.Value.Dimensions.Select(side => side > 0 ? side : 1L)];
        _input = OrtValue.CreateTensorValueFromMemory(input, shape);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(description.Key, _input);
        _binding.BindOutputToDevice(_session.OutputMetadata.Keys.Single(), OrtMemoryInfo.DefaultInstance);
    }

    /// <summary>One prediction.</summary>
    public void Run() => _session.RunWithBinding(_options, _binding);

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
