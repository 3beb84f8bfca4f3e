using Cnn.Gen.Onnx.Protos;
using Google.Protobuf;
using Xunit;
using DataLocation = Cnn.Gen.Onnx.Protos.TensorProto.Types.DataLocation;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>Files that are cut, damaged or lie: an error that says so, no crash, no memory by their word.</summary>
public sealed class HostileModelTests
{
    private static readonly byte[] Model = new ModelFile(13, 0, 3, 6, 6).Weight("w", 4, 3, 3, 3).Weight("b", 4).Integers("s", 1, -1).Weight("d", 64, 5)
        .Node("Conv", "x w b", "c", ("pads", new long[] { 0, 0, 0, 0 })).Node("Relu", "c", "r").Node("Reshape", "r s", "f").Node("MatMul", "f d", "y").Bytes();

    /// <summary>Every shorter file.</summary>
    [Fact]
    public void A_file_cut_anywhere_is_refused_with_the_offset()
    {
        for (int length = 0; length < Model.Length; length++)
        {
            Exception? thrown = Try(Model[..length]);
            Assert.True(thrown is InvalidDataException or ImportException, $"{length} bytes: {thrown}");
            if (thrown is InvalidDataException && thrown.InnerException is not null)
                Assert.Contains("offset", thrown.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Damage anywhere: a model all the same, or an error.</summary>
    [Fact]
    public void Damaged_files_make_errors_and_nothing_worse()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        long before = GC.GetTotalAllocatedBytes();
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. Model];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Exception? thrown = Try(damaged);
            Assert.True(thrown is null or InvalidDataException or ImportException, $"seed {seed}, round {round}: {thrown}");
        }

        Assert.True(GC.GetTotalAllocatedBytes() - before < 3000L * 20_000_000, $"seed {seed}: memory by a file's word");
    }

    /// <summary>A tensor whose shape is larger than what the file holds.</summary>
    [Theory]
    [InlineData(new long[] { 1 << 15, 1 << 15 }, "elements")]
    [InlineData(new long[] { long.MaxValue }, "side")]
    [InlineData(new long[] { -1 }, "side")]
    [InlineData(new long[] { 1 << 20, 1 << 20 }, "larger than any array")]
    [InlineData(new long[] { 5 }, "elements")]
    public void A_tensor_that_lies_about_its_size_is_refused(long[] dims, string reason)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Model);
        model.Graph.Initializer[0].Dims.Clear();
        model.Graph.Initializer[0].Dims.Add(dims);

        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => Import(model));

        Assert.Contains("'w'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>A constant that a node would make larger than the file.</summary>
    [Theory]
    [InlineData("ConstantOfShape")]
    [InlineData("Expand")]
    [InlineData("Tile")]
    public void A_constant_is_not_made_larger_than_is_sensible(string operation)
    {
        var model = new ModelFile(13, 1, 2).Integers("shape", 1 << 16, 1 << 14).Weight("one", 1, 1)
            .Node(operation, operation == "ConstantOfShape" ? "shape" : "one shape", "c").Node("Add", "x c", "y");

        Assert.Contains("larger", Assert.Throws<ImportException>(() => model.Import()).Message, StringComparison.Ordinal);
    }

    /// <summary>Values outside of the model's folder are not read.</summary>
    [Theory]
    [InlineData("../secret.bin", "outside")]
    [InlineData("/etc/passwd", "not a path inside")]
    [InlineData("", "not a path inside")]
    [InlineData("missing.bin", "not there")]
    [InlineData("short.bin", "bytes at offset")]
    [InlineData("link.bin", "link")]
    public void Values_in_other_files_come_from_the_models_folder_only(string location, string reason)
    {
        string outer = Directory.CreateTempSubdirectory("cnn").FullName, folder = Directory.CreateDirectory(Path.Combine(outer, "model")).FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(outer, "secret.bin"), new byte[1 << 12]);
            File.WriteAllBytes(Path.Combine(folder, "short.bin"), new byte[10]);
            File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), Path.Combine(outer, "secret.bin"));
            string path = Path.Combine(folder, "m.onnx");
            File.WriteAllBytes(path, External(location, []).ToByteArray());

            Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => OnnxModel.Import(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(outer, recursive: true);
        }
    }

    /// <summary>Values beside the model are the same as values in it.</summary>
    [Fact]
    public void Values_in_other_files_are_read()
    {
        string folder = Directory.CreateTempSubdirectory("cnn").FullName;
        try
        {
            ModelProto plain = ModelProto.Parser.ParseFrom(Model);
            byte[] bytes = [.. plain.Graph.Initializer[0].FloatData.SelectMany(BitConverter.GetBytes)];
            File.WriteAllBytes(Path.Combine(folder, "w.bin"), [.. new byte[16], .. bytes]);
            string path = Path.Combine(folder, "m.onnx");
            File.WriteAllBytes(path, External("w.bin", [("offset", "16"), ("length", $"{bytes.Length}")]).ToByteArray());

            ImportResult result = OnnxModel.Import(path);

            Assert.Equal(OnnxModel.Import(new MemoryStream(Model)).ParameterValues("Conv1.weight"), result.ParameterValues("Conv1.weight"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Names from the file cannot end the comments that they stand in.</summary>
    [Fact]
    public void Names_do_not_break_out_of_comments()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Model);
        model.ProducerName = "evil\nclass Evil;\u2028class More; </summary>";

        string text = OnnxModel.Import(new MemoryStream(model.ToByteArray())).Text;

        Assert.DoesNotContain(text.Split('\n', '\u2028'), line => line.StartsWith("class", StringComparison.Ordinal));
        Assert.Contains("&lt;/summary&gt;", text.Split('\n').Single(line => line.StartsWith("///", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>Nodes in any order, and nodes that wait for each other.</summary>
    [Fact]
    public void Nodes_are_put_in_order_and_circles_are_refused()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Model);
        NodeProto[] reversed = [.. model.Graph.Node.Reverse()];
        model.Graph.Node.Clear();
        model.Graph.Node.Add(reversed);
        Assert.Equal(OnnxModel.Import(new MemoryStream(Model)).Spec, Import(model).Spec);

        model.Graph.Node.Single(node => node.OpType == "Conv").Input[0] = "r";
        Assert.Contains("itself", Assert.Throws<InvalidDataException>(() => Import(model)).Message, StringComparison.Ordinal);
    }

    /// <summary>A hundred thousand nodes the wrong way round take no hundred thousand times as long.</summary>
    [Fact]
    public void Long_files_take_no_more_than_their_length()
    {
        const int Count = 100_000;
        var model = new ModelFile(13, 1, 2, 3, 3);
        for (int i = Count; i >= 0; i--)
            model.Node("Relu", i == 0 ? "x" : $"v{i}", i == Count ? "y" : $"v{i + 1}");

        Assert.Contains("layers", Assert.Throws<ImportException>(() => model.Import()).Message, StringComparison.Ordinal);
    }

    private static ModelProto External(string location, (string Key, string Value)[] more)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Model);
        TensorProto tensor = model.Graph.Initializer[0];
        tensor.FloatData.Clear();
        tensor.DataLocation = DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(more.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model;
    }

    private static ImportResult Import(ModelProto model) => OnnxModel.Import(new MemoryStream(model.ToByteArray()));

    private static Exception? Try(byte[] file) => Record.Exception(() => OnnxModel.Import(new MemoryStream(file)));
}
