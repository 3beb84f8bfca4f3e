using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Onnx.Tests.Export;
using Cnn.Gen.Onnx.Tests.Import;
using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.RoundTrip;

/// <summary>
/// Class to ONNX to class: the same bits. The attributes may be others that mean the same (padding that was to be found out is written down, a
/// Flatten that only a dense layer reads is gone): but the second time, nothing changes any more, neither class nor file.
/// </summary>
public sealed class RoundTripTests
{
    private const int Seed = 11;

    private static readonly Lazy<IReadOnlyList<RunnableNetwork>> Originals = new(() =>
        [.. Networks.Compile(ExportCases.All, Seed), .. GoldenNetworks.Names.Select(GoldenNetworks.Get)]);

    private static readonly Lazy<IReadOnlyList<RunnableNetwork>> Returned = new(() => Return(Originals.Value));

    /// <summary>The numbers of all networks.</summary>
    public static TheoryData<int, string> All
    {
        get
        {
            var all = new TheoryData<int, string>();
            foreach (string text in ExportCases.All.Select(text => text.Replace('\n', ' ')).Concat(GoldenNetworks.Names))
                all.Add(all.Count, text);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Predicts_the_same_bits(int index, string name)
    {
        RunnableNetwork original = Originals.Value[index], returned = Returned.Value[index];
        double[] input = Networks.Numbers(new Random(Seed), 2 * original.Input.Height * original.Input.Width * original.Input.Channels);
        double[] expected = original.Predict(input), actual = returned.Predict(input);
        Assert.True(expected.SequenceEqual(actual), $"{name}: {Networks.Distance(expected, actual):g3} of the output's scale, seed {Seed}, as\n{Definition.Print(returned.Spec)}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Second_trip_changes_nothing(int index, string name)
    {
        RunnableNetwork returned = Returned.Value[index];
        ImportResult again = Import(returned, returned.Spec.ClassName);
        Assert.True(again.Spec == returned.Spec, $"{name}:\n{Definition.Print(returned.Spec)}\nbecame\n{Definition.Print(again.Spec)}");
        Assert.Equal(ParameterBytes(returned), ParameterBytes(again));
    }

    private static byte[] ParameterBytes(RunnableNetwork network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static byte[] ParameterBytes(ImportResult result)
    {
        using var stream = new MemoryStream();
        result.SaveWeights(stream);
        return stream.ToArray();
    }

    private static IReadOnlyList<RunnableNetwork> Return(IReadOnlyList<RunnableNetwork> originals)
    {
        var problems = new List<string>();
        var imported = new List<ImportResult>();
        foreach (RunnableNetwork network in originals)
        {
            try
            {
                imported.Add(Import(network, $"Returned{imported.Count}"));
            }
            catch (ImportException exception)
            {
                problems.Add($"{Definition.Print(network.Spec)}\n{exception.Message}");
            }
        }

        return problems.Count == 0 ? ImportedNetworks.Compile(imported) : throw new InvalidOperationException(string.Join("\n\n", problems));
    }

    private static ImportResult Import(RunnableNetwork network, string name)
    {
        using var stream = new MemoryStream(Networks.Export(network));
        bool isTrained = !Definition.Print(network.Spec.Model).Contains("Training = false", StringComparison.Ordinal);
        return OnnxModel.Import(stream, new ImportOptions { ClassName = name, Training = isTrained });
    }
}
