using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Passes;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Tool.Verification;

/// <summary>One line of a report.</summary>
/// <param name="Name">The value's name in the class: a layer's, with what stands beside the layer's own operation behind a slash.</param>
/// <param name="OnnxName">The value of the file that it was compared with; null where there is none.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Difference">How far the class's numbers are from ONNX Runtime's; null where there was nothing to compare with.</param>
internal sealed record VerifiedValue(string Name, string? OnnxName, string Shape, Difference? Difference);

/// <summary>What a verification found.</summary>
/// <param name="Values">Every value of the network, regenerated without fusion and buffer reuse, in order.</param>
/// <param name="Output">The final output of the class as users run it.</param>
internal sealed record VerifierReport(IReadOnlyList<VerifiedValue> Values, VerifiedValue Output);

/// <summary>Compares a network with an ONNX file, image by image and value by value.</summary>
/// <param name="model">The network.</param>
/// <param name="onnx">The file.</param>
/// <param name="names">For values by their name in the class: the file's.</param>
internal sealed class Verifier(BoundModel model, OnnxValues onnx, IReadOnlyDictionary<string, string> names)
{
    private readonly RunnableNetwork _network = NetworkCompiler.Compile([model.Spec])[0];
    private readonly RunnableNetwork _exposed = NetworkCompiler.Compile([model.Spec with { Namespace = "Exposed" }], exposeValues: true)[0];

    /// <summary>The network as users run it, for its parameters to be set.</summary>
    public RunnableNetwork Network => _network;

    /// <summary>Compares on some images (n, h, w, c).</summary>
    public VerifierReport Run(IEnumerable<double[]> images)
    {
        using (var parameters = new MemoryStream())
        {
            _network.Save(parameters);
            parameters.Position = 0;
            _exposed.LoadFromSameNetwork(parameters);
        }

        (int Height, int Width, int Channels) shape = _network.Input;
        Shape outputShape = model.Network.Values[model.Network.Output].Shape;
        VerifiedValue[] values = [.. _exposed.Compiled.Values.Select(value => new VerifiedValue(NameOf(value), null, value.Shape.ToString(), null))];
        var output = new VerifiedValue(model.Spec.ClassName, onnx.OutputName, outputShape.ToString(), null);
        foreach (double[] image in images)
        {
            (OnnxTensor final, IReadOnlyDictionary<string, OnnxTensor> all) = onnx.Run(image, shape);
            double[] actual = _exposed.Predict(image);
            for (int index = 0; index < values.Length; index++)
                values[index] = Compare(values[index], _exposed.Compiled.Values[index], all, actual);
            output = Add(output, onnx.OutputName, Closest(final, outputShape, Flattened(), _network.Predict(image)));
        }

        return new VerifierReport(values, output);
    }

    private VerifiedValue Compare(VerifiedValue value, ExposedValue exposed, IReadOnlyDictionary<string, OnnxTensor> all, double[] actual)
    {
        if (!names.TryGetValue(value.Name, out string? name) || !all.TryGetValue(name, out OnnxTensor? expected))
            return value;
        ReadOnlySpan<double> numbers = actual.AsSpan((int)exposed.Offset, (int)exposed.Shape.Length);
        return Add(value, name, Closest(expected, exposed.Shape, exposed.Flattened, numbers));
    }

    private static VerifiedValue Add(VerifiedValue value, string name, Difference? difference) => difference is null ? value
        : value with { OnnxName = name, Difference = value.Difference?.Worst(difference) ?? difference };

    /// <summary>
    /// The difference from a tensor of the file, brought into our order of elements; null if it has another number of them. An image flattened
    /// may stand in either order in a file: what is computed is the same, so that the closer one counts.
    /// </summary>
    private Difference? Closest(OnnxTensor expected, Shape shape, Shape? flattened, ReadOnlySpan<double> actual)
    {
        if (expected.Values.Length % actual.Length != 0 || expected.Shape is [] || expected.Values.Length / actual.Length != Math.Max(1, BatchOf(expected)))
            return null;
        ReadOnlySpan<double> first = expected.Values.AsSpan(0, actual.Length);
        Difference best = Difference.Between(ToNhwc(first, shape), actual, _network.IsDouble);
        if (flattened is not { } image || best.Absolute == 0)
            return best;
        Difference other = Difference.Between(ToNhwc(first, image), actual, _network.IsDouble);
        return other.Absolute < best.Absolute ? other : best;
    }

    private static int BatchOf(OnnxTensor tensor) => tensor.Shape[0];

    private Shape? Flattened() => _exposed.Compiled.Values.LastOrDefault()?.Flattened;

    private static double[] ToNhwc(ReadOnlySpan<double> numbers, Shape shape)
    {
        var result = new double[numbers.Length];
        Layout.NchwToNhwc(numbers, result, shape.Height, shape.Width, shape.Channels);
        return result;
    }

    private static string NameOf(ExposedValue value) => Onnx.Export.NodeExport.NameOf(value.Layer, value.Name);
}
