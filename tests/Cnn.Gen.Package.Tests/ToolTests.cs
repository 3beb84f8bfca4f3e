using Xunit;

namespace Cnn.Gen.Package.Tests;

/// <summary><c>dotnet tool install</c> from the packed file, and the command that it brings.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class ToolTests(PackedFeed feed)
{
    [Fact]
    public void Installs_and_imports_exports_and_verifies()
    {
        string folder = Path.Combine(feed.Root, "tool");
        Command.Run(Command.Dotnet, ["tool", "install", "Cnn.Gen.Tool", "--version", PackedFeed.Version, "--tool-path", folder],
            feed.Root, ("NUGET_PACKAGES", Path.Combine(feed.Root, "packages"))).Successful();
        string cnn = Path.Combine(folder, OperatingSystem.IsWindows() ? "cnn.exe" : "cnn");
        string work = Directory.CreateDirectory(Path.Combine(feed.Root, "work")).FullName;
        string model = Path.Combine(AppContext.BaseDirectory, "Consumer", "digits.onnx");

        Finished import = Run("import", model, "-o", "DigitNet.cs", "--no-training");
        Assert.Contains("[Conv2D(32, 3, Activation = Activation.Relu)]", import.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(work, "DigitNet.safetensors")));

        // What was imported is a user's source file from here on.
        ConsumerProject project = feed.Project("Tool", "Program.cs");
        File.Copy(Path.Combine(work, "DigitNet.cs"), Path.Combine(project.Folder, "DigitNet.cs"));
        Run("export", project.Folder, "--class", "DigitNet", "--weights", "DigitNet.safetensors", "-o", "again.onnx");
        Finished verify = Run("verify", Path.Combine(project.Folder, "bin", "Release", "net10.0", "Tool.dll"), "--class", "DigitNet", "--against", model, "--weights", "DigitNet.safetensors");
        Assert.Contains("The 8 compared values and the output are within", verify.Output, StringComparison.Ordinal);
        Run("verify", project.Folder, "--class", "DigitNet", "--against", "again.onnx", "--weights", "DigitNet.safetensors");

        Finished Run(params string[] arguments) =>
            Command.Run(cnn, arguments, work, ("NUGET_PACKAGES", Path.Combine(feed.Root, "packages"))).Successful();
    }
}
