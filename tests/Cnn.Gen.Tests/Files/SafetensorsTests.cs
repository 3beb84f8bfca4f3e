using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using Cnn.Gen.Runtime;
using static Cnn.Gen.Tests.SafetensorsFile;

namespace Cnn.Gen.Tests;

public class SafetensorsTests
{
    private static readonly float[] Values = [1.5f, -2.25f, 0, -0.0f, 1024, -0.00048828125f];

    [Fact]
    public void WhatIsSavedIsLoaded()
    {
        var net = new FlipNet(3);
        using (var edit = net.Parameters.Edit())
        {
            edit.Values[0] = float.NaN;
            edit.Values[1] = float.Epsilon;
            edit.Values[5] = float.NegativeInfinity;
        }

        using var file = new MemoryStream();
        net.Save(file);
        byte[] bytes = file.ToArray();
        file.Position = 0;
        string path = Path.GetTempFileName();
        net.Save(path);
        Assert.Equal(bytes, File.ReadAllBytes(path));
        foreach (FlipNet loaded in new[] { FlipNet.Load(file), FlipNet.Load(bytes), FlipNet.Load(path), FlipNet.Load(new TricklingStream(bytes)) })
            Assert.Equal(net.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits), loaded.Parameters.Values.ToArray().Select(BitConverter.SingleToInt32Bits));
        File.Delete(path);
    }

    [Fact]
    public void TheFileIsAsOthersReadIt()
    {
        using var file = new MemoryStream();
        new FlipNet(3).Save(file);
        byte[] bytes = file.ToArray();
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, length));
        Assert.Equal("FlipNet", json.RootElement.GetProperty("__metadata__").GetProperty("cnn.gen.model").GetString());
        Assert.Equal("f11b", json.RootElement.GetProperty("__metadata__").GetProperty("cnn.gen.topology").GetString());
        Assert.Equal("""{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}""", json.RootElement.GetProperty("Flip1.scale").GetRawText());
        Assert.Equal("""{"dtype":"F32","shape":[2],"data_offsets":[16,24]}""", json.RootElement.GetProperty("Flip1.bias").GetRawText());
        Assert.Equal(8 + length + 24, bytes.Length);
    }

    [Theory]
    [InlineData("F64")]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void AllTypesConvertToBoth(string type)
    {
        byte[] file = Of(
            ("Flip1.bias", type, [2], Encode(type, Values[..2])), ("Flip1.scale", type, [1, 2], Encode(type, Values[2..4])), ("Flip1.mean", type, [2], Encode(type, Values[4..])));
        Check<float>(file);
        Check<double>(file);

        static void Check<T>(byte[] file)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (Stream stream in new Stream[] { new MemoryStream(file), new TricklingStream(file) })
            {
                ParameterSet<T> parameters = ModelEngine<T>.Load(new FlipProgram<T>(), stream).Parameters;
                Assert.Equal(Values[..2].Select(T.CreateTruncating), parameters["Flip1.bias"].Values.ToArray());
                Assert.Equal(Values[2..4].Select(T.CreateTruncating), parameters["Flip1.scale"].Values.ToArray());
                Assert.Equal(Values[4..].Select(T.CreateTruncating), parameters["Flip1.mean"].Values.ToArray());
                using var saved = new MemoryStream();
                parameters.Save(saved);
                Assert.Equal(parameters.Values, ModelEngine<T>.Load(new FlipProgram<T>(), saved.ToArray()).Parameters.Values);
            }
        }
    }

    [Fact]
    public void DoublesRoundToTheNearestSingle()
    {
        byte[] file = Of(("Flip1.bias", "F64", [2], Bytes(0.1, 1e300)), ("Flip1.scale", "F64", [1, 2], Bytes(1e-300, Math.PI)), ("Flip1.mean", "F32", [2], Bytes(1f, 2f)));
        FlipNet net = FlipNet.Load(file);
        Assert.Equal([0.1f, float.PositiveInfinity], net.Parameters["Flip1.bias"].Values);
        Assert.Equal([0, (float)Math.PI], net.Parameters["Flip1.scale"].Values);
    }

    [Fact]
    public void LargeTensorsComeInBlocks()
    {
        var program = new LargeProgram();
        var engine = new ModelEngine<float>(program, 5);
        using var file = new MemoryStream();
        engine.Save(file);
        Assert.Equal(engine.Parameters.Values, ModelEngine<float>.Load(program, file.ToArray()).Parameters.Values);
    }

    [Fact]
    public void TheFirstParameterThatDiffersIsNamedWithBothShapes()
    {
        var scale = ("Flip1.scale", "F32", new[] { 1, 2 }, Bytes(1f, 2f));
        var mean = ("Flip1.mean", "F32", new[] { 2 }, Bytes(1f, 2f));
        var bias = ("Flip1.bias", "F32", new[] { 2 }, Bytes(1f, 2f));
        Refuse(Of(bias, ("Flip1.scale", "F32", [2, 1], Bytes(1f, 2f)), mean), "'Flip1.scale'", "(1, 2)", "(2, 1)");
        Refuse(Of(bias, scale), "'Flip1.mean'", "(2)", "no such tensor");
        Refuse(Of(bias, scale, mean, ("Dense1.weight", "F32", [3], new byte[12])), "'Dense1.weight'", "(3)");
        Refuse(Of(bias, scale, ("Flip1.mean", "I32", [2], new byte[8])), "'Flip1.mean'", "I32", "BF16");
        Refuse(Of("\"__metadata__\":{\"cnn.gen.model\":\"LeNet\"},", bias), "LeNet", "FlipNet", "'Flip1.scale'");
    }

    [Fact]
    public void EqualShapesFromAnotherNetworkAreRefusedUnlessWelcome()
    {
        using var file = new MemoryStream();
        new ModelEngine<float>(new FlipProgram<float>("OtherNet", "0123"), 8).Save(file);
        byte[] bytes = file.ToArray();
        Refuse(bytes, "OtherNet", "0123", "f11b", "IgnoreTopology");
        FlipNet net = FlipNet.Load(bytes, new LoadOptions { IgnoreTopology = true });
        Assert.Equal(new FlipNet(8).Parameters.Values, net.Parameters.Values);
    }

    [Fact]
    public void LenientLoadsTakeWhatFitsAndSayWhatTheyLeft()
    {
        var net = new FlipNet(2);
        float[] scale = [.. net.Parameters["Flip1.scale"].Values];
        byte[] file = Of(
            "\"__metadata__\":{\"cnn.gen.topology\":\"0123\"},",
            ("Extra.count", "I64", [], new byte[8]), ("Flip1.scale", "F32", [2, 1], Bytes(1f, 2f)), ("Flip1.bias", "F32", [2], Bytes(3f, 4f)));
        LoadResult result = net.Parameters.Load(file, new LoadOptions { Strict = false });
        Assert.Equal(["Flip1.mean"], result.Missing);
        Assert.Equal(["Extra.count"], result.Unknown);
        Assert.Equal(["Flip1.scale"], result.Mismatched);
        Assert.Equal([3, 4], net.Parameters["Flip1.bias"].Values);
        Assert.Equal(scale, net.Parameters["Flip1.scale"].Values);
        Assert.Equal(new FlipNet(0).Parameters["Flip1.scale"].Values, FlipNet.Load(file, new LoadOptions { Strict = false }).Parameters["Flip1.scale"].Values);
    }

    [Fact]
    public void AFailureWhileReadingChangesNothing()
    {
        var net = new FlipNet(2);
        float[] before = [.. net.Parameters.Values];
        byte[] file = Raw(GoodHeader, 24);
        Assert.Throws<InvalidDataException>(() => net.Parameters.Load(new TricklingStream(file[..^1])));
        Assert.Throws<InvalidDataException>(() => net.Parameters.Load(new TricklingStream([.. file, 0])));
        Assert.Equal(before, net.Parameters.Values);
    }

    private static void Refuse(byte[] file, params string[] parts)
    {
        var net = new FlipNet(1);
        long version = net.Parameters.Version;
        float[] before = [.. net.Parameters.Values];
        var error = Assert.Throws<InvalidDataException>(() => net.Parameters.Load(file));
        Assert.All(parts, part => Assert.Contains(part, error.Message));
        Assert.Equal(before, net.Parameters.Values);
        Assert.Equal(version, net.Parameters.Version);
    }

    private static byte[] Encode(string type, float[] values) => type switch
    {
        "F64" => Bytes(Array.ConvertAll(values, value => (double)value)),
        "F32" => Bytes(values),
        "F16" => Bytes(Array.ConvertAll(values, value => (Half)value)),
        _ => UpperHalves(values),
    };

    private sealed class LargeProgram : FlipProgram<float>
    {
        public override ModelInfo Info { get; } = new()
        {
            Name = "Large",
            Topology = "",
            Input = (1, 1, 1),
            Output = (1, 1, 1),
            Parameters = [new("w", [301, 211], 0, true, true, InitializerKind.HeNormal, 301, 211)],
            EndsInSoftmax = false,
            PackedLength = 0,
            ImagesPerChunk = 1,
            PredictScratch = default,
        };
    }
}
