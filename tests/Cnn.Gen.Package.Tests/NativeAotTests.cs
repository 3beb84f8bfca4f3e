using System.Runtime.InteropServices;
using Xunit;

namespace Cnn.Gen.Package.Tests;

/// <summary>The same program, compiled ahead of time.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class NativeAotTests(PackedFeed feed)
{
    [SkippableFact]
    public void Program_compiled_ahead_of_time_gives_the_same_outputs()
    {
        Skip.IfNot(RuntimeInformation.RuntimeIdentifier.StartsWith("linux", StringComparison.Ordinal), "Published here on Linux only.");
        Skip.IfNot(OnPath("clang") || OnPath("gcc"), "NativeAOT links with clang or gcc; neither is on the PATH.");
        ConsumerProject project = feed.Project("Native", "Program.cs",
            "<PublishAot>true</PublishAot><InvariantGlobalization>true</InvariantGlobalization><IlcInstructionSet>native</IlcInstructionSet>");
        Finished restore = project.Dotnet("restore", "-r", RuntimeInformation.RuntimeIdentifier);
        Skip.If(restore.ExitCode != 0 && restore.Output.Contains("ILCompiler", StringComparison.Ordinal),
            "The package runtime.*.Microsoft.DotNet.ILCompiler cannot be restored here.");
        restore.Successful();
        project.Dotnet("publish", "-r", RuntimeInformation.RuntimeIdentifier, "--no-restore", "-o", "out", "-warnaserror").Successful();

        string program = Path.Combine(project.Folder, "out", project.Name);
        Assert.Equal(feed.Project("Consumer", "Program.cs").Run().Output, Command.Run(program, [], project.Folder).Successful().Output);
    }

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
