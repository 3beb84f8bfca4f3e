using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Tuning files among a project's additional files: what they do to what is generated, and what is said of those that do nothing.</summary>
public sealed class TuningTests
{
    private const string Net = """
        using Cnn.Gen;
        namespace Demo;
        [CnnModel(8, 8, 16)]
        [Conv2D(16, 3, Padding = 1, Activation = Activation.Relu)]
        [Conv2D(16, 3, Padding = 1, Activation = Activation.Relu)]
        [MaxPool2D(2)]
        [Conv2D(16, 3, Padding = 1, Algorithm = ConvAlgorithm.Direct)]
        [Dense(3)]
        public sealed partial class Net;
        """;

    private const string Conv = "3x3, padding 1, 8x8x16 to 8x8x16";

    [Fact]
    public void The_emitted_comment_says_who_chose()
    {
        string kernels = Run(Net, $"# measured\n[Demo.Net]\n\nConv1 {Conv} Direct 512: loop 2x4x1\nConv2 {Conv} Winograd2x2\nDense1 dense, 4x4x16 to 1x1x3 Direct 256: 1x3x1\n").IsClean().Files.Single(file => file.Key.Contains("Kernels", StringComparison.Ordinal)).Value;
        string[] widths = kernels.Split("/// <summary>Programs and kernels for ");
        Assert.Contains("/// Conv1: convolve 3x3, padding 1, 16 to 16 channels. Chosen by net.cnntune line 4.\n", widths[1], StringComparison.Ordinal);
        Assert.Contains("a tile is 2x4 pixels by 1 x 16 channels", widths[1], StringComparison.Ordinal);
        Assert.Contains("/// Conv1: convolve 3x3, padding 1, 16 to 16 channels. Algorithm by net.cnntune line 4, tile by the cost model.\n", widths[2], StringComparison.Ordinal);
        Assert.Contains("/// Conv2: convolve 3x3, padding 1, 16 to 16 channels, by F(2x2, 3x3). Algorithm by net.cnntune line 5, tile by the cost model.\n", widths[1], StringComparison.Ordinal);
        Assert.Contains("/// Dense1: multiply 256 inputs into 3. Chosen by net.cnntune line 6.\n", widths[2], StringComparison.Ordinal);
        Assert.Contains("/// Conv3: convolve 3x3, padding 1, 16 to 16 channels. Algorithm by its attribute, tile by the cost model.\n", widths[1], StringComparison.Ordinal);
        Assert.Contains("/// Dense1: multiply 256 inputs into 3. Chosen by the cost model.\n", widths[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_tile_without_room_is_not_said_to_be_taken()
    {
        string kernels = Run(Net, $"[Demo.Net]\nConv1 {Conv} Direct 512: loop 1x16x1\n").IsClean().Files.Single(file => file.Key.Contains("Kernels", StringComparison.Ordinal)).Value;
        Assert.Contains("/// Conv1: convolve 3x3, padding 1, 16 to 16 channels. Algorithm by net.cnntune line 2, tile by the cost model.\n", kernels, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_says_which_layers_are_tuned()
    {
        string shell = Run(Net, $"[Demo.Net]\nConv1 {Conv} Direct 512: loop 2x4x1\n").IsClean().Files.Single(file => !file.Key.Contains("Kernels", StringComparison.Ordinal)).Value;
        Assert.Contains("direct, tile 2x4 x 16, by net.cnntune line 2", shell, StringComparison.Ordinal);
        Assert.All(shell.Split('\n').Where(line => line.Contains("net.cnntune", StringComparison.Ordinal)), line => Assert.Contains("Conv1", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Conv1 3x3, padding 1, 8x8x16 to 8x8x16 Fast", "CNN0030", "Warning", "no algorithm \"Fast\"")]
    [InlineData("Conv1 3x3, padding 1, 8x8x16 to 8x8x16 Direct 512: 4x4x2", "CNN0030", "Warning", "takes 35 registers, of which vectors of 512 bits have 32")]
    [InlineData("Dense1 dense, 4x4x16 to 1x1x3 Winograd2x2", "CNN0030", "Warning", "Direct would fit")]
    [InlineData("Conv1 3x3, padding 1, 9x8x16 to 9x8x16 Direct", "CNN0031", "Warning", "measured as \"3x3, padding 1, 9x8x16 to 9x8x16\" and is \"3x3, padding 1, 8x8x16 to 8x8x16\" now")]
    [InlineData("Conv11 3x3, padding 1, 8x8x16 to 8x8x16 Direct", "CNN0032", "Warning", "Did you mean Conv1?")]
    [InlineData("MaxPool1 2x2, 8x8x16 to 4x4x16 Direct", "CNN0032", "Warning", "nothing to be tuned")]
    [InlineData("[Demo.Bet]", "CNN0032", "Warning", "Did you mean Demo.Net?")]
    [InlineData("Conv3 3x3, padding 1, 4x4x16 to 4x4x16 Winograd2x2", "CNN0033", "Info", "its attribute has Algorithm = Direct")]
    public void What_does_not_hold_is_said_at_its_line_and_the_build_is_as_without_it(string line, string id, string severity, string expected)
    {
        Build build = Run(Net, $"# measured\n[Demo.Net]\n  {line}  # 3 us\n");
        Diagnostic diagnostic = Assert.Single(build.Ours);
        Assert.Equal((id, severity), (diagnostic.Id, diagnostic.Severity.ToString()));
        Assert.Contains(expected, diagnostic.GetMessage(), StringComparison.Ordinal);
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal(("/project/net.cnntune", 2), (place.Path, place.StartLinePosition.Line));
        Assert.Equal(Run(Net, string.Empty).Files, build.Files);
    }

    [Fact]
    public void All_problems_of_all_files_show_at_once()
    {
        var bench = new Workbench
        {
            AdditionalFiles = [("/p/a.cnntune", $"[Demo.Net]\nConv9 {Conv} Direct\nnonsense\n"), ("C:\\p\\B.CnnTune", $"[Demo.Net]\nConv1 {Conv} Direct\n[Demo.Other]\n"), ("/p/c.txt", "nonsense")],
        };
        Assert.Equal(
            [("CNN0030", "a.cnntune line 3"), ("CNN0030", "B.CnnTune line 1"), ("CNN0032", "a.cnntune line 2"), ("CNN0032", "B.CnnTune line 3")],
            bench.Run(Net).Ours.Select(diagnostic => (diagnostic.Id, diagnostic.GetMessage().Split(':')[0])).OrderBy(problem => problem.Id, StringComparer.Ordinal).ThenBy(problem => problem.Item2, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_first_file_counts_where_two_have_a_section()
    {
        var bench = new Workbench { AdditionalFiles = [("/p/a.cnntune", $"[Demo.Net]\nConv1 {Conv} Winograd2x2\n"), ("/p/b.cnntune", $"[Demo.Net]\nConv1 {Conv} Direct\n")] };
        Build build = bench.Run(Net);
        Assert.Contains("by a.cnntune line 2", build.Files.First(file => !file.Key.Contains("Kernels", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        Assert.Contains("has a section in a.cnntune already", Assert.Single(build.Ours).GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_class_with_errors_no_line_is_wrong()
    {
        Build build = Run(Net.Replace("Dense(3)", "Dense(0)"), $"[Demo.Net]\nConv9 {Conv} Direct\n");
        Assert.Equal("CNN0010", Assert.Single(build.Ours).Id);
        build = Run(Net.Replace("Dense(3)", "Dense(unknown)"), $"[Demo.Net]\nConv9 {Conv} Direct\n");
        Assert.Empty(build.Ours);
    }

    [Fact]
    public void Classes_in_others_and_with_reserved_names_have_their_sections()
    {
        const string Nested = "using Cnn.Gen;\nnamespace @in.Demo { partial class @class { [CnnModel(1, 1, 8)] [Dense(8)] public sealed partial class Net; } }";
        Build build = Run(Nested, "[in.Demo.class.Net]\nDense1 dense, 1x1x8 to 1x1x8 Direct 512: 1x2x1\n").IsClean();
        Assert.Contains(build.Files.Values, text => text.Contains("Chosen by net.cnntune line 2.", StringComparison.Ordinal));
    }

    private static Build Run(string source, string tuning) =>
        new Workbench { AdditionalFiles = tuning.Length == 0 ? [] : [("/project/net.cnntune", tuning)] }.Run(source);
}
