using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Files;
using Google.Protobuf;

namespace Cnn.Gen.Onnx;

/// <summary>
/// Writes generated networks as ONNX files. The network is rebuilt from its <c>Definition</c>; its input is <c>Input</c> (N, channels, height,
/// width) with N left open, as the ecosystem expects. Its output is (N, channels) where the last layer is dense, a flatten, or works element
/// by element on such, and (N, channels, height, width) otherwise. Nodes and values are called as their layers, and parameters as in
/// <see cref="ICnnModel{TSelf, T}.Parameters"/>. What exists in training only (<c>Ties</c>, <c>Trainable</c>, seeds) is not in the file.
/// </summary>
public static partial class OnnxModel
{
    /// <summary>Writes a network with its parameters, beside <paramref name="path"/> first and then in its place.</summary>
    /// <param name="net">The network.</param>
    /// <param name="path">Where the file shall be; an existing one is replaced.</param>
    /// <typeparam name="TSelf">The network's class.</typeparam>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; so are the file's tensors.</typeparam>
    /// <exception cref="IOException">It cannot be written; what was at <paramref name="path"/> is still there.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than ONNX's format allows (2 GB).</exception>
    public static void Save<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TSelf, T>(ICnnModel<TSelf, T> net, string path)
        where TSelf : ICnnModel<TSelf, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => AtomicFile.Write(path, stream => Save(net, stream));

    /// <inheritdoc cref="Save{TSelf, T}(ICnnModel{TSelf, T}, string)"/>
    /// <param name="net">The network.</param>
    /// <param name="stream">Where to.</param>
    public static void Save<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TSelf, T>(ICnnModel<TSelf, T> net, Stream stream)
        where TSelf : ICnnModel<TSelf, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(stream);
        FieldInfo? definition = typeof(TSelf).GetField("Definition", BindingFlags.Public | BindingFlags.Static);
        if (definition?.GetRawConstantValue() is not string text)
            throw new ArgumentException($"{typeof(TSelf)} has no constant Definition; only generated networks can be written as ONNX.", nameof(net));
        Save(ModelBinder.Bind(DefinitionReader.Read(text, typeof(TSelf).Name)), net.Parameters, stream);
    }

    /// <summary>Writes a network as bound from its attributes, with the parameters of a safetensors file, or those of a new instance where that is null.</summary>
    internal static void Save(BoundModel model, string? weights, string path)
    {
        if (model.IsDouble)
            Save<double>(model, weights, path);
        else
            Save<float>(model, weights, path);
    }

    private static void Save<T>(BoundModel model, string? weights, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ParameterSet<T> parameters = Export.ParameterProgram<T>.Create(model);
        if (weights is not null)
            parameters.Load(weights);
        AtomicFile.Write(path, stream => Save(model, parameters, stream));
    }

    /// <summary>Writes a network as bound from its attributes, with parameters of those names.</summary>
    internal static void Save<T>(BoundModel model, ParameterSet<T> parameters, Stream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!model.IsValid)
            throw new ArgumentException($"{model.Spec.ClassName} has errors: {string.Join(" ", model.Problems.Select(problem => problem.Message))}");
        Protos.ModelProto file = Export.GraphExporter.Export(model, new Export.TensorFactory<T>(parameters));
        long size = file.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length);
        if (size > int.MaxValue - (1 << 20))
            throw new NotSupportedException($"The parameters of {model.Spec.ClassName} take {size:N0} bytes; an ONNX file holds at most 2 GB.");
        file.WriteTo(stream);
    }
}
