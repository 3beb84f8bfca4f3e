using System.IO.Compression;
using System.Reflection;
using Xunit;

namespace Cnn.Gen.Package.Tests;

/// <summary>A user refers to Cnn.Gen.Onnx and names ONNX files in the project.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class OnnxModelTests(PackedFeed feed)
{
    private const string Importing = "Importing ";

    [Fact]
    public void Models_become_classes_once_and_run_with_their_weights()
    {
        ConsumerProject project = Create("Digits", """
            <OnnxModel Include="digits.onnx" Class="Copied" Training="false" />
                <OnnxModel Include="more/digits.onnx" Class="Embedded" Namespace="Digits" Weights="Embed" Training="false" />
            """);
        string[] lines = project.Run().Output.ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("copied 1 ", lines[0], StringComparison.Ordinal);
        Assert.Equal("embedded" + lines[0]["copied".Length..], lines[1]);
        Assert.True(File.Exists(Path.Combine(project.OutputFolder, "Copied.safetensors")));
        Assert.False(File.Exists(Path.Combine(project.OutputFolder, "Embedded.safetensors")));
        Assert.Equal(["Embedded.safetensors"], project.Inspect(assembly => assembly.GetManifestResourceNames()));
        Assert.Null(project.Inspect(assembly => assembly.GetType("Copied")!.GetMethod("CreatePass")));

        Assert.Equal(2, Imports(project.Build));
        Assert.Equal(0, Imports(Rebuild(project)));
        File.SetLastWriteTimeUtc(Path.Combine(project.Folder, "digits.onnx"), DateTime.UtcNow);
        Assert.Equal(1, Imports(Rebuild(project)));
        Assert.Equal(0, Imports(Rebuild(project)));

        // Other settings are another class; a model that is no longer in the project leaves nothing in the output.
        string file = Path.Combine(project.Folder, "Digits.csproj");
        File.WriteAllText(file, File.ReadAllText(file).Replace("Class=\"Copied\" Training=\"false\"", "Class=\"Copied\" Training=\"true\"", StringComparison.Ordinal));
        Assert.Equal(1, Imports(Rebuild(project)));
        Assert.NotNull(project.Inspect(assembly => assembly.GetType("Copied")!.GetMethod("CreatePass")));
        File.WriteAllText(file, File.ReadAllText(file).Replace("<OnnxModel Include=\"digits.onnx\" Class=\"Copied\" Training=\"true\" />", "", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(project.Folder, "Program.cs"), "Digits.Embedded.LoadPretrained();");
        Assert.Equal(0, Imports(Rebuild(project)));
        Assert.False(File.Exists(Path.Combine(project.OutputFolder, "Copied.safetensors")));
        Assert.False(File.Exists(Path.Combine(project.IntermediateFolder, "onnx", "Copied.cs")));
    }

    [Theory]
    [InlineData("Cut", "digits.onnx", "ONNX0002: This is not an ONNX model, or it is damaged or cut short")]
    [InlineData("Missing", "none.onnx", "ONNX0002: This file, an OnnxModel of Missing.csproj, does not exist.")]
    [InlineData("Wrong.Name", "digits.onnx", "ONNX0003: Class=\"Wrong.Name\" of this OnnxModel is not the name of a class")]
    public void Errors_are_errors_of_the_build_at_the_file(string name, string file, string expected)
    {
        ConsumerProject project = Create(name, $"<OnnxModel Include=\"{file}\" Class=\"{name}\" />");
        if (name == "Cut")
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(project.Folder, file));
            File.WriteAllBytes(Path.Combine(project.Folder, file), bytes[..(bytes.Length / 2)]);
        }

        Assert.NotEqual(0, project.Build.ExitCode);

        // Behind ours stands what MSBuild says of every command that fails.
        string[] errors = [.. project.Build.Output.Split('\n')
            .Where(line => line.Contains(": error ", StringComparison.Ordinal) && !line.Contains("MSB3073", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct()];
        string error = Assert.Single(errors);
        Assert.StartsWith(Path.Combine(project.Folder, file), error, StringComparison.Ordinal);
        Assert.Contains($"error {expected}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Package_holds_the_importer_and_depends_on_the_library_with_its_generator()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.FileOf("Cnn.Gen.Onnx"));
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Equal(
            ["lib/net10.0/Cnn.Gen.Compiler.dll", "lib/net10.0/Cnn.Gen.Onnx.dll", "lib/net10.0/Cnn.Gen.Onnx.xml"],
            files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["build/Cnn.Gen.Onnx.props", "build/Cnn.Gen.Onnx.targets"], files.Where(file => file.StartsWith("build/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("tools/net10.0/Cnn.Gen.Onnx.Build.dll", files);
        Assert.DoesNotContain(files, file => file.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase));
        using var reader = new StreamReader(package.GetEntry("Cnn.Gen.Onnx.nuspec")!.Open());
        string specification = reader.ReadToEnd();
        Assert.Matches("<dependency id=\"Cnn.Gen\" version=\"[^\"]*\" include=\"All\" />", specification);
        Assert.DoesNotContain("Cnn.Gen.Compiler\"", specification, StringComparison.Ordinal);
    }

    private ConsumerProject Create(string name, string items)
    {
        ConsumerProject project = feed.Project(name, "Digits.cs", package: "Cnn.Gen.Onnx", items: items);
        string model = Path.Combine(AppContext.BaseDirectory, "Consumer", "digits.onnx");
        File.Copy(model, Path.Combine(project.Folder, "digits.onnx"));
        Directory.CreateDirectory(Path.Combine(project.Folder, "more"));
        File.Copy(model, Path.Combine(project.Folder, "more", "digits.onnx"));
        return project;
    }

    private static Finished Rebuild(ConsumerProject project) => project.Dotnet("build", "-warnaserror").Successful();

    private static int Imports(Finished build) => build.Output.Split('\n').Count(line => line.TrimStart().StartsWith(Importing, StringComparison.Ordinal));
}
