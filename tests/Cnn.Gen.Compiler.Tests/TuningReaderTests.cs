using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Tuning files come back as they were written, and whatever else a file holds is said, all at once.</summary>
public sealed class TuningReaderTests
{
    private const int Seed = 20261123, Drawn = 3000;

    private static readonly IReadOnlyDictionary<string, string> NoComments = new Dictionary<string, string>();

    [Fact]
    public void A_file_as_people_write_it()
    {
        TuningFile file = TuningReader.Read("a.cnntune", "# a comment\r\n\r\n [ MyApp.DigitNet ]# another\r\n\tConv2 \t3x3,  padding 1, 14x14x32 to 14x14x64 Winograd4x4   512:1x4x4 256 : 1x2x2 # 30 us\r\n[B]");
        Assert.Empty(file.Problems);
        KernelTuning[] kernels = [new(512, TunedSum.Any, new TunedTile(1, 4, 4)), new(256, TunedSum.Any, new TunedTile(1, 2, 2))];
        var line = new LayerTuning("Conv2", "3x3, padding 1, 14x14x32 to 14x14x64", "Winograd4x4", kernels.ToEquatableArray(), 4);
        Assert.Equal([new ClassTuning("a.cnntune", "MyApp.DigitNet", 3, new[] { line }.ToEquatableArray()), new ClassTuning("a.cnntune", "B", 5, EquatableArray<LayerTuning>.Empty)], file.Classes);
    }

    [Fact]
    public void Algorithms_are_those_that_attributes_have_and_layers_can_be_computed_by() => Assert.Equal(
        Enum.GetNames<ConvAlgorithm>().Except([nameof(ConvAlgorithm.Auto), nameof(ConvAlgorithm.Winograd)]).Order(), TuningReader.Algorithms.Order());

    [Fact]
    public void What_is_written_is_read_back_equal()
    {
        var random = new Random(Seed);
        for (int number = 0; number < 200; number++)
        {
            ClassTuning tuning = DrawSection(random, "Space.Net");
            var comments = tuning.Lines.ToDictionary(layer => layer.Layer, layer => $"{random.Next()} us;\n[No.Class] # {layer.Algorithm}");
            string[] notes = ["one\r\n[Note]", "# two"];
            string section = TuningWriter.Section(tuning, notes, comments), other = TuningWriter.Section(DrawSection(random, "Other"), [], NoComments);
            string text = random.Next(4) switch
            {
                0 => section,
                1 => TuningWriter.Merge(other, tuning.ClassName, section),
                2 => TuningWriter.Merge("# head\n[Space.Net]\nold line\n\n" + other, tuning.ClassName, section),
                _ => TuningWriter.Merge(other + "[Space.Net]  # old\nold line", tuning.ClassName, section),
            };
            TuningFile file = TuningReader.Read("a.cnntune", text);
            Assert.True(file.Problems.Count == 0, $"seed {Seed}, {number}:\n{text}\n{string.Join("\n", file.Problems)}");
            ClassTuning read = file.Classes.Single(found => found.ClassName == tuning.ClassName);
            Assert.Equal(tuning.Lines.Select(layer => layer with { Line = 0 }), read.Lines.Select(layer => layer with { Line = 0 }));
            Assert.All(read.Lines, layer => Assert.StartsWith(layer.Layer + " ", text.Split('\n')[layer.Line - 1], StringComparison.Ordinal));
            Assert.Equal(text, TuningWriter.Merge(text, tuning.ClassName, section));
            if (text.Length > section.Length)
                Assert.Equal(TuningReader.Read("a.cnntune", other).Classes[0].Lines.Count, file.Classes.Single(found => found.ClassName == "Other").Lines.Count);
        }
    }

    [Theory]
    [InlineData("Conv1 3x3, 8x8x16 to 6x6x16 Direct", 1, "must stand below the class")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16", 2, "Behind the layer's name must stand")]
    [InlineData("[A]\nConv1 3x3, 8x8 to 6x6x16 Direct", 2, "Behind the layer's name must stand")]
    [InlineData("[A]\nConv1 8x8x16 to", 2, "Behind the layer's name must stand")]
    [InlineData("[A]\n1Conv 3x3, 8x8x16 to 6x6x16 Direct", 2, "\"1Conv\" cannot be a layer's name")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Winograd2x3", 2, "Did you mean Winograd2x2?")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 direct", 2, "Did you mean Direct?")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 64: loop", 2, "512:, 256: or 128:, but found \"64\"")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 512 loop", 2, "Expected a vector width and a colon")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 512:", 2, "Behind 512: must stand")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 512: loop 5x1x1", 2, "but found \"5x1x1\"")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 512: 1x0x1", 2, "\"1x0x1\". A tile has at most 4x28x4.")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 512: 1x99999999999x1", 2, "\"1x99999999999x1\"")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 512: loop 512: loop", 2, "512: stands twice")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Winograd2x2 512: loop", 2, "loop is for Direct")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Winograd4x4OnTheFly 256: 1x4x1", 2, "Leave 256: out")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct\nConv1 3x3, 8x8x16 to 6x6x16 Direct", 3, "has a line already, line 2, which counts")]
    [InlineData("[A]\nConv1 3x3, 8x8x16 to 6x6x16 Direct 512: lanes 1x2x1", 2, "lanes has no tile")]
    [InlineData("[A.B]\n[C]\n[A.B]", 3, "has a section already, line 1, which counts")]
    [InlineData("[A B]", 1, "\"[A B]\" is not the name of a class")]
    [InlineData("[A.B", 1, "is not the name of a class")]
    [InlineData("[]", 1, "is not the name of a class")]
    public void Each_fault_is_said_with_its_line_and_what_would_fit(string text, int line, string expected)
    {
        TuningProblem problem = Assert.Single(TuningReader.Read("a.cnntune", text).Problems);
        Assert.Equal((TuningProblem.Malformed, line), (problem.Id, problem.Line));
        Assert.StartsWith($"a.cnntune line {line}: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_said_at_once_and_what_is_right_counts()
    {
        TuningFile file = TuningReader.Read("a.cnntune", "nonsense\n[A]\nConv1 3x3, 8x8x16 to 6x6x16 Fast 99:\nConv2 3x3, 8x8x16 to 6x6x16 Direct\n[A]\nConv3 dense\n[B]\n");
        Assert.Equal([1, 1, 3, 3, 5, 6], file.Problems.Select(problem => problem.Line));
        Assert.Equal(["Conv2"], file.Classes.Single(section => section.ClassName == "A").Lines.Select(layer => layer.Layer));
        Assert.Equal(["A", "B"], file.Classes.Select(section => section.ClassName));
    }

    [Fact]
    public void No_text_throws()
    {
        var random = new Random(Seed);
        string[] pieces =
        [
            "[", "]", "#", ":", ".", ",", " ", "\n", "\r\n", "\t", "\0", "x", "to", "loop", "unrolled", "lanes", "512:", "256", "128 :", "1x2x3", "3x3", "0x0x0", "-1x1x1", "Direct", "Winograd4x4",
            "[A.B]", "Conv1", "\uD800", "\u2028", "é", new string('9', 30), new string('A', 300), "8x8x16 to 6x6x16", "[" + new string('.', 40) + "]",
        ];
        for (int number = 0; number < Drawn; number++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(2) == 0 ? " " : string.Empty)));
            Exception? thrown = Record.Exception(() =>
            {
                TuningFile file = TuningReader.Read("a.cnntune", text);
                Assert.All(file.Problems, problem => Assert.InRange(problem.Line, 1, text.Split('\n').Length));
                Assert.Equal(file, TuningReader.Read("a.cnntune", text));
            });
            Assert.True(thrown is null, $"seed {Seed}, {number}: {text}\n{thrown}");
        }
    }

    private static ClassTuning DrawSection(Random random, string name)
    {
        LayerTuning DrawLine(int number)
        {
            string algorithm = TuningReader.Algorithms[random.Next(TuningReader.Algorithms.Count)];
            int[] widths = [.. new[] { 512, 256, 128 }.Where(_ => random.Next(2) == 0 && algorithm != "Winograd4x4OnTheFly")];
            IEnumerable<KernelTuning> kernels = widths.Select(width => random.Next(4) == 0 && algorithm == "Direct" ? new KernelTuning(width, TunedSum.Lanes, null)
                : random.Next(3) == 0 && algorithm == "Direct"
                ? new KernelTuning(width, random.Next(2) == 0 ? TunedSum.Loop : TunedSum.Unrolled, random.Next(2) == 0 ? null : new TunedTile(1, 2, 1))
                : new KernelTuning(width, TunedSum.Any, new TunedTile(random.Next(1, 5), random.Next(1, 29), random.Next(1, 5))));
            var shape = new Shape(random.Next(1, 300), random.Next(1, 300), random.Next(1, 3000));
            return new LayerTuning($"Conv{number}", $"3x3, stride 2, padding 1, {shape} to {shape}", algorithm, kernels.ToEquatableArray(), 0);
        }

        return new ClassTuning("a.cnntune", name, 1, Enumerable.Range(1, random.Next(4)).Select(DrawLine).ToEquatableArray());
    }
}
