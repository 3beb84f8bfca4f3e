using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Onnx.Tests.Export;
using Cnn.Gen.Tool.Models;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.RoundTrip;

/// <summary>Class to ONNX to class: the same bits, and where ONNX can say it the same attributes.</summary>
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
    public void Gives_the_same_attributes(int index, string name)
    {
        Assert.NotEmpty(name);
        Assert.Equal(Definition.Print(Originals.Value[index].Spec), Definition.Print(Returned.Value[index].Spec));
    }

    private static IReadOnlyList<RunnableNetwork> Return(IReadOnlyList<RunnableNetwork> originals)
    {
        ImportResult[] imported = [.. originals.Select((network, index) => Import(network, $"Returned{index}"))];
        IReadOnlyList<RunnableNetwork> returned = NetworkCompiler.Compile([.. imported.Select(result => result.Spec)]);
        foreach ((RunnableNetwork network, ImportResult result) in returned.Zip(imported))
        {
            using var weights = new MemoryStream();
            result.SaveWeights(weights);
            weights.Position = 0;
            network.Load(weights);
        }

        return returned;
    }

    private static ImportResult Import(RunnableNetwork network, string name)
    {
        using var stream = new MemoryStream(Networks.Export(network));
        try
        {
            return OnnxModel.Import(stream, new ImportOptions { ClassName = name, Training = Definition.Print(network.Spec.Model).Contains("Training = false") == false });
        }
        catch (ImportException exception)
        {
            throw new InvalidOperationException($"{Definition.Print(network.Spec)}\n{exception.Message}", exception);
        }
    }
}
