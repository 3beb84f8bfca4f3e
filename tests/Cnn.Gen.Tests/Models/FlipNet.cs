using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

/// <summary>A class as the generator would complete it, over <see cref="FlipProgram{T}"/>: proof that the shell compiles.</summary>
internal sealed class FlipNet : ITrainableModel<FlipNet, float>
{
    public const int Length = FlipProgram<float>.Length;

    public static readonly FlipProgram<float> Program = new();

    private readonly ModelEngine<float> _engine;

    public FlipNet()
        : this(0)
    {
    }

    public FlipNet(int seed) => _engine = new(Program, seed);

    private FlipNet(ModelEngine<float> engine) => _engine = engine;

    static ModelInfo ICnnModel<FlipNet, float>.Info => Program.Info;

    public ParameterSet<float> Parameters => _engine.Parameters;

    public int Threads { get => _engine.Threads; set => _engine.Threads = value; }

    public static FlipNet Load(string path, LoadOptions? options = null) => new(ModelEngine<float>.Load(Program, path, options));

    public static FlipNet Load(Stream stream, LoadOptions? options = null) => new(ModelEngine<float>.Load(Program, stream, options));

    public static FlipNet Load(ReadOnlySpan<byte> bytes, LoadOptions? options = null) => new(ModelEngine<float>.Load(Program, bytes, options));

    public void Save(string path) => _engine.Save(path);

    public void Save(Stream stream) => _engine.Save(stream);

    public void Predict(ReadOnlySpan<float> input, Span<float> output) => _engine.Predict(input, output);

    public int Classify(ReadOnlySpan<float> image) => _engine.Classify(image);

    public FlipNet Share() => new(_engine.Share());

    public TrainingPass<float> CreatePass() => _engine.CreatePass();

    public GradientSet<float> CreateGradients() => _engine.CreateGradients();

    public void Forward(ReadOnlySpan<float> input, Span<float> output, TrainingPass<float> pass) => _engine.Forward(input, output, pass);

    public void Backward(ReadOnlySpan<float> outputGradient, GradientSet<float> gradients, Span<float> inputGradient, TrainingPass<float> pass) =>
        _engine.Backward(outputGradient, gradients, inputGradient, pass);

    public void Backward(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, GradientSet<float> gradients, Span<float> inputGradient) =>
        _engine.Backward(input, outputGradient, gradients, inputGradient);

    /// <summary>What <see cref="Predict"/> must give, to the bit.</summary>
    public float[] Expected(ReadOnlySpan<float> input)
    {
        var output = new float[input.Length];
        for (int i = 0; i < input.Length; i++)
        {
            int pixel = i / FlipProgram<float>.Channels, c = i % FlipProgram<float>.Channels, pixels = FlipProgram<float>.Pixels;
            int flipped = ((pixel / pixels) * pixels) + (pixels - 1 - (pixel % pixels));
            output[i] = (input[(flipped * FlipProgram<float>.Channels) + c] * Parameters["Flip1.scale"].Values[c]) + Parameters["Flip1.bias"].Values[c];
        }

        return output;
    }

    /// <summary>Random images.</summary>
    public static float[] Images(int images, int seed)
    {
        var random = new Random(seed);
        var input = new float[images * Length];
        foreach (ref float value in input.AsSpan())
            value = (random.NextSingle() * 2) - 1;
        return input;
    }
}
