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
    private readonly Memory<float> _values;
    private readonly int[] _shape;

    /// <summary>The model of an ONNX file, of one input and one output, over memory of the caller.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="input">The images (n, c, h, w).</param>
    /// <param name="output">Room for the output.</param>
    /// <param name="images">How many images.</param>
    /// <param name="threads">Threads of a call.</param>
    public Peer(byte[] file, Memory<float> input, Memory<float> output, int images, int threads)
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
        (_values, _shape) = (output, outputValue.Dimensions);
        _input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input, Shape(inputValue, images));
        _output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, output, Shape(outputValue, images));
        _binding = _session.CreateIoBinding();
        _binding.BindInput(inputName, _input);
        _binding.BindOutput(outputName, _output);
    }

    /// <summary>What the last prediction computed, images as (n, h, w, c).</summary>
    public double[] Output
    {
        get
        {
            float[] values = _values.ToArray();
            if (_shape is [_, int channels, int height, int width])
                Layout.NchwToNhwc(_values.Span, values, height, width, channels);
            return [.. values.Select(value => (double)value)];
        }
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
