using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx;
using Cnn.Gen.Tool.Measuring;

namespace Cnn.Gen.Tool.Models;

/// <summary>An instance of a network that was compiled in memory; all its numbers come and go as doubles, images as (n, h, w, c).</summary>
internal abstract class RunnableNetwork
{
    /// <summary>What it was generated from.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>What was generated.</summary>
    public required CompiledModel Compiled { get; init; }

    /// <summary>Whether its elements are double precision.</summary>
    public abstract bool IsDouble { get; }

    /// <summary>The input's (height, width, channels).</summary>
    public abstract (int Height, int Width, int Channels) Input { get; }

    /// <summary>The output's (height, width, channels).</summary>
    public abstract (int Height, int Width, int Channels) Output { get; }

    /// <summary>The names and lengths of the parameters.</summary>
    public abstract IReadOnlyList<(string Name, int Length)> Parameters { get; }

    /// <summary>Wraps a new instance of <paramref name="type"/>, a generated class.</summary>
    public static RunnableNetwork Create(Type type, ModelSpec spec, CompiledModel compiled, int seed)
    {
        Type model = type.GetInterfaces().Single(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(ICnnModel<,>));
        Type adapter = typeof(RunnableNetwork<,>).MakeGenericType(model.GetGenericArguments());
        var network = (RunnableNetwork)Activator.CreateInstance(adapter, Activator.CreateInstance(type, seed), spec, compiled)!;
        return network;
    }

    /// <summary>Replaces all parameters by those of a safetensors file.</summary>
    public abstract void Load(string path);

    /// <inheritdoc cref="Load(string)"/>
    public abstract void Load(Stream stream);

    /// <summary>Writes the parameters as a safetensors file.</summary>
    public abstract void Save(Stream stream);

    /// <summary>Reads a safetensors file of a network that has the same layers, though another output.</summary>
    public abstract void LoadFromSameNetwork(Stream stream);

    /// <summary>Replaces a parameter.</summary>
    public abstract void SetParameter(string name, double[] values);

    /// <summary>Computes the outputs of some images; several threads may do so at once.</summary>
    public abstract double[] Predict(double[] input);

    /// <summary>A prediction of one image, always the same, from and to memory of its own, to be timed.</summary>
    public abstract TimedPrediction Timed(double[] image);

    /// <summary>Writes the network as an ONNX file.</summary>
    public abstract void SaveOnnx(Stream stream);
}

/// <summary>A prediction to be timed.</summary>
/// <param name="Run">Predicts.</param>
/// <param name="Touch">Reads the image and writes the output, so that both are in the caches as far as they fit there, as the layers around would leave them.</param>
internal sealed record TimedPrediction(Action Run, Action Touch);

/// <inheritdoc/>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
internal sealed class RunnableNetwork<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TModel, T> : RunnableNetwork
    where TModel : ICnnModel<TModel, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TModel _model;

    /// <summary>Wraps <paramref name="model"/>.</summary>
    [SetsRequiredMembers]
    public RunnableNetwork(TModel model, ModelSpec spec, CompiledModel compiled)
    {
        _model = model;
        Spec = spec;
        Compiled = compiled;
    }

    public override bool IsDouble => typeof(T) == typeof(double);

    public override (int Height, int Width, int Channels) Input => TModel.Info.Input;

    public override (int Height, int Width, int Channels) Output => TModel.Info.Output;

    public override IReadOnlyList<(string Name, int Length)> Parameters => [.. _model.Parameters.Select(parameter => (parameter.Name, parameter.Length))];

    public override void Load(string path) => _model.Parameters.Load(path);

    public override void LoadFromSameNetwork(Stream stream) => _model.Parameters.Load(stream, new LoadOptions { IgnoreTopology = true });

    public override void Load(Stream stream) => _model.Parameters.Load(stream);

    public override void Save(Stream stream) => _model.Save(stream);

    public override void SetParameter(string name, double[] values) => _model.Parameters[name].CopyFrom(Array.ConvertAll(values, T.CreateChecked));

    public override double[] Predict(double[] input)
    {
        var output = new T[input.Length / TModel.Info.InputLength * TModel.Info.OutputLength];
        _model.Share().Predict(Array.ConvertAll(input, T.CreateChecked), output);
        return Array.ConvertAll(output, double.CreateChecked);
    }

    public override TimedPrediction Timed(double[] image)
    {
        Memory<T> input = Aligned.Memory<T>(TModel.Info.InputLength), output = Aligned.Memory<T>(TModel.Info.OutputLength);
        Array.ConvertAll(image, T.CreateChecked).CopyTo(input);
        return new TimedPrediction(() => _model.Predict(input.Span, output.Span), () =>
        {
            input.Span.IndexOf(T.NegativeInfinity);
            output.Span.Clear();
        });
    }

    public override void SaveOnnx(Stream stream) => OnnxModel.Save(_model, stream);
}
