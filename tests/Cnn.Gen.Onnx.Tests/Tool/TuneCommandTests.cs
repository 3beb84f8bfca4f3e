using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Commands;
using Cnn.Gen.Tool.Measuring;
using Cnn.Gen.Tool.Tuning;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Tool;

/// <summary><c>cnn tune</c> writes a file that holds for the class that it was measured for, and is kind about what it cannot tune.</summary>
public sealed class TuneCommandTests(ModelFolder folder) : IClassFixture<ModelFolder>
{
    private static readonly string[] Quick = ["--rounds", "1"];

    [Fact]
    public void All_classes_are_measured_into_one_file_that_holds_for_them()
    {
        string file = folder.Combine("all.cnntune");
        CommandResult result = CommandLine.Run(["tune", folder.Assembly, "-o", file, .. Quick]);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        Assert.Contains("<AdditionalFiles Include=\"all.cnntune\" />", result.Output, StringComparison.Ordinal);
        foreach (string layer in new[] { "Conv1", "Conv2", "Dense1" })
            Assert.Matches($@"(?m)^ *{layer} .* [0-9.]+ ", result.Output);
        TuningFile read = TuningReader.Read("all.cnntune", File.ReadAllText(file));
        Assert.Empty(read.Problems);
        Assert.Equal(["Small", "Space.Large"], read.Classes.Select(section => section.ClassName).Order(StringComparer.Ordinal));
        Assert.All(read.Classes, section => Assert.Empty(TuningSchedule.Check(ModelOf(section.ClassName), section)));
        Assert.Matches(@"# cnn tune .*Models\.dll, .*vectors, \.NET .*, 20\d\d-\d\d-\d\d\n# Space\.Large: [0-9.]+ us", File.ReadAllText(file));
        Assert.Equal(["all.cnntune"], Directory.GetFiles(folder.Path, "all.cnntune*").Select(Path.GetFileName));
    }

    [Fact]
    public void Sections_of_others_and_lines_of_layers_that_are_not_measured_stay()
    {
        string file = folder.Combine("kept.cnntune");
        const string Conv1 = "Conv1   3x3, padding 1, 10x9x3 to 10x9x8   Direct   512: loop 1x3x1   # mine", Other = "# a head\n[Other.Net]\n# a note\nDense1   dense, 1x1x2 to 1x1x3   Direct   # theirs\n";
        File.WriteAllText(file, $"{Other}\n[Space.Large]\nConv2 stale, 1x1x1 to 1x1x1 Direct\n{Conv1}\n");
        CommandResult result = CommandLine.Run(["tune", folder.Assembly, "--class", "Large", "--layers", "Conv2", "Dense1", "-o", file, .. Quick]);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        string text = File.ReadAllText(file);
        Assert.StartsWith(Other, text, StringComparison.Ordinal);
        Assert.DoesNotContain("stale", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^ *Conv1 .*us", result.Output);
        Assert.Matches(@"(?m)^Conv1 +3x3, padding 1, 10x9x3 to 10x9x8 +Direct +512: loop 1x3x1 +# mine$", text);
    }

    [Theory]
    [InlineData("-o", "tuning.txt", "does not end in .cnntune")]
    [InlineData("-o", "no/folder/x.cnntune", "There is no folder")]
    [InlineData("-o", "broken.cnntune", "broken.cnntune line 2: ")]
    [InlineData("--rounds", "0", "a number from 1 to")]
    [InlineData("--layers", "Conv3", "Did you mean Conv1? There are ")]
    [InlineData("--layers", "MaxPool1", "no such layer that can be tuned")]
    [InlineData("--class", "Medium", "has no network Medium. It has Small, Space.Large.")]
    public void What_cannot_be_done_is_said_before_anything_is_measured(string option, string value, string expected)
    {
        File.WriteAllText(folder.Combine("broken.cnntune"), "[A]\nnonsense\n");
        string[] arguments = ["tune", folder.Assembly, option, option == "-o" ? folder.Combine(value) : value, .. option == "-o" ? Array.Empty<string>() : ["-o", folder.Combine("none.cnntune")]];
        CommandResult result = CommandLine.Run(arguments);
        Assert.Equal(1, result.Code);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Combine("none.cnntune")));
        Assert.Equal("[A]\nnonsense\n", File.ReadAllText(folder.Combine("broken.cnntune")));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    private static BoundModel ModelOf(string name) => ModelFolder.Models.Single(model => model.Spec.FullName == name);
}

/// <summary>Which ways of a layer there are, and which of them is chosen when each takes a given time.</summary>
public sealed class LayerTunerTests
{
    private static readonly BoundModel Model = ModelBinder.Bind(DefinitionReader.Read(
        """
        [CnnModel(12, 12, 16)]
        [Conv2D(16, 3, Padding = 1)]
        [Conv2D(16, 3, Padding = 1)]
        [Conv2D(16, 3, Padding = 1, Algorithm = ConvAlgorithm.Direct, Activation = Activation.Tanh)]
        [Conv2D(16, 3, Padding = 1, Weights = WeightFormat.BFloat16)]
        [DepthwiseConv2D(3, PaddingMode = PaddingMode.SameUpper, Stride = 2)]
        [ConvTranspose2D(8, 3, Stride = 2, Padding = 1, Name = "Up")]
        [Conv2D(8, 1, Input = "Conv1")]
        [Dense(9, Input = "Up")]
        """, "Net"));

    private static readonly IReadOnlyList<LayerAlone> Layers = LayerAlone.AllOf(Model);

    [Fact]
    public void Layers_that_share_kernels_are_one_and_what_is_not_computed_is_left_out() =>
        Assert.Equal(["Conv1 Conv2", "Conv3", "Conv4", "DepthwiseConv1", "Up", "Dense1"], Layers.Select(layer => string.Join(" ", layer.Layers)));

    [Fact]
    public void A_layer_alone_is_its_kernel_and_nothing_else()
    {
        foreach (LayerAlone layer in Layers.Where(layer => layer.Layers[0] != "Up"))
        {
            BoundLayer inside = Model.Layers.First(own => own.Name == layer.Layers[0]), alone = layer.Model.Layers[0];
            Assert.Equal((inside.Output, inside.MultiplyAdds), (alone.Output, alone.MultiplyAdds));
            Assert.Single(LayerPlans.Of(TuningSchedule.Tune(layer.Model, layer.Ways().First(way => way.Line.Algorithm == "Direct").Tuning)).Predict.Steps);
        }
    }

    [Fact]
    public void Ways_differ_the_cost_models_first_and_keep_to_what_attributes_say()
    {
        string[][] algorithms = [.. Layers.Select(layer => layer.Ways().Select(way => way.Line.Algorithm).Distinct().ToArray())];
        Assert.Equal(TuningReader.Algorithms.Except(["Winograd4x4OnTheFly"]).Order(), algorithms[0].Order()); // Nine tiles are too many for that.
        Assert.All(algorithms.Skip(1), names => Assert.Equal(["Direct"], names));
        Assert.All(Layers, layer =>
        {
            IReadOnlyList<Candidate> ways = layer.Ways();
            Assert.Equal(layer.CostModel.Key, ways[0].Key);
            Assert.Equal(ways.Count, ways.Select(way => way.Key).Distinct().Count());
            Assert.All(ways.SelectMany(way => layer.Tiles(way, 12)), tile => Assert.True(tile.IsTaken));
        });
    }

    [Fact]
    public void Filters_on_the_fly_have_no_tiles_to_try_and_their_line_says_none()
    {
        LayerAlone layer = LayerAlone.AllOf(ModelBinder.Bind(DefinitionReader.Read("[CnnModel(8, 8, 16)]\n[Conv2D(16, 3, Padding = 1)]", "Net"))).Single();
        Assert.Equal(TuningReader.Algorithms.Order(), layer.Ways().Select(way => way.Line.Algorithm).Distinct().Order());
        Candidate way = layer.Ways().Single(way => way.Line.Algorithm == "Winograd4x4OnTheFly");
        Assert.Empty(layer.Tiles(way, 12));
        Assert.Empty(way.LineFor("Conv1", layer.Shape).Kernels);
        Assert.Equal("Winograd 4x4 on the fly, 4 tiles", way.Text);
        LayerResult result = new LayerTuner(new Times(candidate => candidate.Key == way.Key ? 1 : 2)).Choose(layer);
        Assert.Equal((way.Key, true), (result.Best.Way.Key, result.IsBetter));
    }

    [Fact]
    public void The_fastest_is_chosen_whichever_it_is_and_its_line_comes_to_the_same()
    {
        LayerAlone layer = Layers[0];
        IReadOnlyList<Candidate> ways = layer.Ways();
        foreach (Candidate way in ways.Skip(1).Concat(ways.SelectMany(way => layer.Tiles(way, 6))))
        {
            // Its algorithm is promising too, or its tiles would not be tried.
            LayerResult result = new LayerTuner(new Times(candidate => candidate.Key == way.Key ? 1 : candidate.Line.Algorithm == way.Line.Algorithm && candidate.Sum == way.Sum ? 1.1 : 2)).Choose(layer);
            Assert.Equal((way.Key, true), (result.Best.Way.Key, result.IsBetter || way.Key == layer.CostModel.Key));
            var line = new ClassTuning("x", "Net", 1, new[] { way.LineFor("Layer", layer.CostModel.Line.Shape) }.ToEquatableArray());
            Assert.Equal(way.Key, new Candidate(layer.Model, line).Key);
            var inside = new ClassTuning("x", "Net", 1, new[] { way.LineFor("Conv2", layer.Shape) }.ToEquatableArray());
            Assert.Empty(TuningSchedule.Check(Model, inside));
        }
    }

    [Fact]
    public void A_layer_in_a_band_is_not_measured_in_ways_that_would_leave_it()
    {
        IReadOnlyList<LayerAlone> bands = LayerAlone.AllOf(ModelBinder.Bind(DefinitionReader.Read(
            "[CnnModel(64, 64, 16)]\n[Conv2D(96, 1)]\n[DepthwiseConv2D(3, Padding = 1)]\n[Conv2D(16, 1)]", "Net")));
        Assert.All(bands, layer =>
        {
            Assert.DoesNotContain(layer.Ways(), way => way.IsUnrolled || way.Line.Algorithm != "Direct");
            Assert.All(layer.Tiles(layer.CostModel, 12), tile => Assert.True(tile.Line.Kernels[0].Tile!.Rows == 1 || layer.Layers[0] == "DepthwiseConv1"));
        });
        Assert.NotEmpty(bands[0].Tiles(bands[0].CostModel, 12));
    }

    [Theory]
    [InlineData(1.02, false)]
    [InlineData(1.04, true)]
    public void The_cost_models_choice_must_be_beaten_clearly(double gain, bool isBetter)
    {
        string best = Layers[0].Ways()[^1].Key;
        Assert.Equal(isBetter, new LayerTuner(new Times(way => way.Key == best ? 1 / gain : 1)).Choose(Layers[0]).IsBetter);
    }

    [Fact]
    public void Who_was_only_lucky_is_not_chosen()
    {
        string lucky = Layers[0].Ways()[^1].Key;
        var timer = new Times(way => way.Key == lucky ? 0.5 : 1) { Again = _ => 1 };
        LayerResult result = new LayerTuner(timer).Choose(Layers[0]);
        Assert.Equal((false, 1), (result.IsBetter, timer.Repeats));
    }

    /// <summary>Layers of every kind, which are compiled and run in every way and compared: the timer itself throws if one differs.</summary>
    [Theory]
    [InlineData("7, 9, 16", "Conv2D(32, 3, PaddingTop = 2, PaddingRight = 1)")]
    [InlineData("7, 7, 16, Element = ElementKind.Double", "Conv2D(16, 3, PaddingMode = PaddingMode.SameUpper, Activation = Activation.Gelu)")]
    [InlineData("9, 9, 8, Precision = Precision.Strict", "Conv2D(16, 3, Dilation = 2, Groups = 2, Padding = 2)")]
    [InlineData("9, 9, 17", "DepthwiseConv2D(3, Multiplier = 2, Padding = 1)")]
    [InlineData("5, 6, 8", "ConvTranspose2D(5, 3, Stride = 2, Padding = 1, OutputPadding = 1)")]
    [InlineData("1, 40, 6", "Conv1D(20, 5, PaddingMode = PaddingMode.SameLower, Stride = 2)")]
    [InlineData("1, 40, 6", "ConvTranspose1D(20, 5, Stride = 2)")]
    [InlineData("6, 6, 32", "Conv2D(32, 1, Weights = WeightFormat.BFloat16, Bias = false)")]
    [InlineData("4, 4, 30", "Dense(70, Weights = WeightFormat.BFloat16)")]
    [InlineData("6, 6, 3", "Conv2D(10, 6)")]
    [InlineData("28, 28, 1", "Conv2D(6, 5, Padding = 2, Activation = Activation.Tanh)")]
    public void Every_way_of_every_kind_of_layer_is_run_and_right(string shape, string attribute)
    {
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read($"[CnnModel({shape})]\n[{attribute}]", "Net"));
        LayerAlone layer = Assert.Single(LayerAlone.AllOf(model));
        var timer = new LayerTimer(layer, networkBytes: 1 << 20, Rounds.Quick, seed: 1);
        IReadOnlyList<Candidate> ways = layer.Ways();
        IEnumerable<Candidate> tiles = ways.SelectMany(way => layer.Tiles(way, 4)).DistinctBy(tile => tile.Key);
        Assert.All(timer.Measure([.. ways, .. tiles]), time => Assert.True(time > 0));
        Assert.All(timer.MeasureAgain(ways), time => Assert.True(time > 0));
    }

    [Fact]
    public void A_way_that_computes_something_else_is_a_bug_and_said_to_be()
    {
        LayerTimer.Check(Layers[0], Layers[0].CostModel, [1000, 2], [1000.09, 2]);
        foreach (double wrong in new[] { 1000.2, double.NaN })
            Assert.Contains("This is a bug of Cnn.Gen", Assert.Throws<CommandException>(() => LayerTimer.Check(Layers[0], Layers[0].CostModel, [1000, 2], [wrong, 2])).Message, StringComparison.Ordinal);
    }

    /// <summary>Times as a test wishes them.</summary>
    private sealed class Times(Func<Candidate, double> time) : ILayerTimer
    {
        public Func<Candidate, double>? Again { get; init; }

        public int Repeats { get; private set; }

        public IReadOnlyList<double> Measure(IReadOnlyList<Candidate> candidates) => [.. candidates.Select(time)];

        public IReadOnlyList<double> MeasureAgain(IReadOnlyList<Candidate> candidates)
        {
            Repeats++;
            return [.. candidates.Select(Again ?? time)];
        }
    }
}
