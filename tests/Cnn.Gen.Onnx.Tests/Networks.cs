using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Onnx.Tests;

/// <summary>Networks of the tests, compiled together, and numbers for them.</summary>
internal static class Networks
{
    /// <summary>Compiles networks of these attributes, one class each, with drawn parameters.</summary>
    public static IReadOnlyList<RunnableNetwork> Compile(IEnumerable<string> attributes, int seed)
    {
        ModelSpec[] specs = [.. attributes.Select((text, index) => DefinitionReader.Read(text, $"Network{index}"))];
        IReadOnlyList<RunnableNetwork> networks = NetworkCompiler.Compile(specs);
        foreach (RunnableNetwork network in networks)
            Draw(network, new Random(seed));
        return networks;
    }

    /// <summary>Draws parameters: weights small enough for values to stay near one, variances positive.</summary>
    public static void Draw(RunnableNetwork network, Random random)
    {
        foreach ((string name, int length) in network.Parameters)
        {
            double scale = name.EndsWith(".weight", StringComparison.Ordinal) ? Math.Min(1, 4 / Math.Sqrt(length)) : 0.5;
            double shift = name.EndsWith(".variance", StringComparison.Ordinal) || name.EndsWith(".scale", StringComparison.Ordinal) ? 1 : 0;
            network.SetParameter(name, [.. Numbers(random, length).Select(number => (number * scale) + shift)]);
        }
    }

    /// <summary>Numbers from -1 to 1 that single precision holds.</summary>
    public static double[] Numbers(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (double)(float)((2 * random.NextDouble()) - 1))];

    /// <summary>The largest difference, as a share of the largest expected number.</summary>
    public static double Distance(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        if (expected.Count != actual.Count)
            return double.PositiveInfinity;
        double scale = expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
        double difference = expected.Zip(actual, (a, b) => double.IsNaN(a - b) ? double.PositiveInfinity : Math.Abs(a - b)).DefaultIfEmpty(0).Max();
        return difference == 0 ? 0 : difference / scale;
    }

    /// <summary>What ONNX Runtime makes of some images (n, h, w, c), its output likewise.</summary>
    public static double[] RunOnnx(byte[] file, RunnableNetwork network, double[] input)
    {
        (int height, int width, int channels) = network.Input;
        int images = input.Length / (height * width * channels);
        var planar = new double[input.Length];
        Layout.NhwcToNchw<double>(input, planar, height, width, channels);
        using var session = new OnnxSession(file);
        double[] values = session.Run(planar, [images, channels, height, width])[session.Outputs[0]].Values;
        var output = new double[values.Length];
        Layout.NchwToNhwc<double>(values, output, network.Output.Height, network.Output.Width, network.Output.Channels);
        return output;
    }

    /// <summary>A network's ONNX file.</summary>
    public static byte[] Export(RunnableNetwork network)
    {
        using var stream = new MemoryStream();
        network.SaveOnnx(stream);
        return stream.ToArray();
    }
}
