using Cnn.Gen.Tool;
using System.CommandLine;
using Xunit;

namespace Cnn.Gen.Onnx.Tests.Import;

/// <summary>What cannot be expressed: everything at once, with node, operator, attribute and reason, and nothing written.</summary>
public sealed class ImportProblemTests
{
    private static ModelFile Impossible() => new ModelFile(13, 1, 3, 8, 8).Weight("w", 4, 3, 3, 3)
        .Node("Conv", "x w", "a", ("auto_pad", "SAME_SIDEWAYS"))
        .Node("Sin", "x", "b")
        .Node("Relu", "x", "c", ("slope", 0.5))
        .Node("Softmax", "x", "d", ("axis", 3L))
        .Node("Concat", "a b c d", "y", ("axis", 1L));

    /// <summary>All problems come together.</summary>
    [Fact]
    public void All_problems_are_listed_at_once()
    {
        var exception = Assert.Throws<ImportException>(() => Impossible().Import());

        Assert.Equal(
            [("theConv0", "Conv", "auto_pad"), ("theSin1", "Sin", ""), ("theRelu2", "Relu", "slope"), ("theSoftmax3", "Softmax", "axis")],
            exception.Problems.Select(problem => (problem.Node, problem.Operator, problem.Attribute)));
        Assert.All(exception.Problems, problem => Assert.NotEmpty(problem.Reason));
    }

    /// <summary>The tool returns 1, names every node, and leaves no file.</summary>
    [Fact]
    public async Task The_tool_fails_and_writes_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("cnn").FullName;
        try
        {
            string model = Path.Combine(folder, "m.onnx");
            File.WriteAllBytes(model, Impossible().Bytes());
            var error = new StringWriter();

            int code = await Run(["import", model, "-o", Path.Combine(folder, "M.cs")], new StringWriter(), error);

            Assert.Equal(1, code);
            Assert.All(new[] { "theConv0", "theSin1", "theRelu2", "theSoftmax3" }, name => Assert.Contains(name, error.ToString(), StringComparison.Ordinal));
            Assert.Equal([model], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The tool writes class and weights, and a line for each layer.</summary>
    [Fact]
    public async Task The_tool_writes_class_and_weights()
    {
        string folder = Directory.CreateTempSubdirectory("cnn").FullName;
        try
        {
            string model = Path.Combine(folder, "edge-finder.onnx"), output = Path.Combine(folder, "EdgeFinder.cs");
            File.WriteAllBytes(model, new ModelFile(13, 0, 3, 0, 0).Weight("w", 4, 3, 3, 3).Node("Conv", "x w", "c").Node("Relu", "c", "y").Bytes());
            var report = new StringWriter();

            int code = await Run(["import", model, "-o", output, "--shape", "1x3x8x10", "--namespace", "Pictures", "--no-training"], report, new StringWriter());

            Assert.Equal(0, code);
            Assert.Equal(
                """
                // Imported from edge-finder.onnx (test, opset 13). Weights: EdgeFinder.safetensors.
                using Cnn.Gen;

                namespace Pictures;

                /// <summary>edge-finder.onnx (test, opset 13): x [1, 3, 8, 10] to y [1, 4, 6, 8].</summary>
                [CnnModel(8, 10, 3, Training = false)]
                [Conv2D(4, 3, Bias = false, Activation = Activation.Relu)]
                public sealed partial class EdgeFinder;

                """, File.ReadAllText(output));
            Assert.True(File.Exists(Path.Combine(folder, "EdgeFinder.safetensors")));
            Assert.Contains("theConv0, theRelu1", report.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Sizes that the model leaves open are asked for.</summary>
    [Fact]
    public void Open_sizes_are_asked_for()
    {
        ModelFile model = new ModelFile(13, 0, 3, 0, 0).Node("Relu", "x", "y");

        Assert.Contains("--shape", Assert.Throws<ImportException>(() => model.Import()).Message, StringComparison.Ordinal);
        Assert.Equal((5, 7), (model.Import(new ImportOptions { InputShape = [3, 5, 7] }).Input.Height, model.Import(new ImportOptions { InputShape = [2, 3, 5, 7] }).Input.Width));
        Assert.Throws<ImportException>(() => model.Import(new ImportOptions { InputShape = [1, 4, 5, 7] }));
    }

    /// <summary>Of several outputs one is chosen, and only what it depends on matters.</summary>
    [Fact]
    public void An_output_is_chosen()
    {
        ModelFile model = new ModelFile(13, 1, 3, 4, 4).Node("Relu", "x", "y").Node("Sin", "x", "z");
        model.Proto.Graph.Output.Add(model.Proto.Graph.Output[0].Clone());
        model.Proto.Graph.Output[1].Name = "z";

        Assert.Contains("--value", Assert.Throws<ImportException>(() => model.Import()).Message, StringComparison.Ordinal);
        Assert.Equal("Activate", Assert.Single(model.Import(new ImportOptions { Output = "y" }).Spec.Layers).Kind);
    }

    private static Task<int> Run(string[] arguments, TextWriter output, TextWriter error) =>
        Program.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
}
