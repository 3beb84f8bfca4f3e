using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Cnn.Gen.Onnx;

namespace Cnn.Gen.Benchmarks;

/// <summary>A network with images for it and room for its outputs, ready to be timed. The images are random, the same for equal shapes.</summary>
public abstract class Prediction
{
    /// <summary>Images of a call.</summary>
    public abstract int Images { get; }

    /// <summary>Threads of a call.</summary>
    public abstract int Threads { get; set; }

    /// <summary>What the last call computed.</summary>
    public abstract double[] Output { get; }

    /// <summary>One call.</summary>
    public abstract void Run();

    /// <summary>The same parameters and images, with memory of its own beside.</summary>
    public abstract Prediction Share();

    /// <summary>The same network with the same parameters and images in ONNX Runtime.</summary>
    public abstract Peer Peer(int threads);

    /// <summary>How far the last output is from <paramref name="other"/>, as a share of that one's scale: what was timed is what was wanted.</summary>
    public double Difference(double[] other) => Difference(Output, other);

    /// <summary>How far <paramref name="own"/> is from <paramref name="other"/>, as a share of that one's scale.</summary>
    public static double Difference<T>(IEnumerable<T> own, IReadOnlyCollection<T> other)
        where T : INumber<T> => double.CreateChecked(own.Zip(other, (mine, theirs) => T.Abs(mine - theirs)).Max()! / other.Max(T.Abs)!);

    /// <summary>Predictions of a network.</summary>
    public static Prediction Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TModel>(ICnnModel<TModel, float> model, int images)
        where TModel : ICnnModel<TModel, float> => new Prediction<TModel, float>(model, images);
}

/// <inheritdoc/>
/// <typeparam name="TModel">The network's class.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
public sealed class Prediction<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TModel, T> : Prediction
    where TModel : ICnnModel<TModel, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ICnnModel<TModel, T> _model;
    private readonly Memory<T> _input;
    private readonly Memory<T> _output;

    /// <summary>Predictions of <paramref name="model"/>.</summary>
    public Prediction(ICnnModel<TModel, T> model, int images)
    {
        _model = model;
        Images = images;
        _input = Aligned.Memory<T>(images * TModel.Info.InputLength);
        _output = Aligned.Memory<T>(images * TModel.Info.OutputLength);
        var random = new Random(1);
        foreach (ref T value in _input.Span)
            value = T.CreateTruncating(random.NextSingle());
    }

    /// <inheritdoc/>
    public override int Images { get; }

    /// <inheritdoc/>
    public override int Threads
    {
        get => _model.Threads;
        set => _model.Threads = value;
    }

    /// <inheritdoc/>
    public override double[] Output => [.. _output.ToArray().Select(double.CreateChecked)];

    /// <inheritdoc/>
    public override void Run() => _model.Predict(_input.Span, _output.Span);

    /// <inheritdoc/>
    public override Prediction Share() => new Prediction<TModel, T>(_model.Share(), Images);

    /// <inheritdoc/>
    public override Peer Peer(int threads)
    {
        using var file = new MemoryStream();
        OnnxModel.Save(_model, file);
        float[] input = [.. _input.ToArray().Select(float.CreateTruncating)];
        Memory<float> planar = Aligned.Memory<float>(input.Length);
        (int height, int width, int channels) = TModel.Info.Input;
        Layout.NhwcToNchw(input, planar.Span, height, width, channels);
        return new Peer(file.ToArray(), planar, Aligned.Memory<float>(_output.Length), Images, threads);
    }
}
