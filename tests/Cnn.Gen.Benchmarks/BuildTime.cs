using System.Diagnostics;
using System.Globalization;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Benchmarks;

/// <summary>What a large network adds to a build. Projects with and without it are built from nothing, in turn; medians.</summary>
public sealed class BuildTime
{
    private const int Rounds = 3;

    /// <summary>The lines of the table.</summary>
    public IEnumerable<string> Table()
    {
        yield return "| ResNet-18, 224x224 | generated text, kB | generator, ms (first, again) | `dotnet build` without it, s | with it, s |";
        yield return "|---|---|---|---|---|";
        yield return Row("prediction only", training: false);
        yield return Row("with training", training: true);
    }

    private static string Row(string title, bool training)
    {
        string definition = training ? ResNet18.Definition.Replace(", Training = false", string.Empty) : ResNet18.Definition;
        ModelSpec spec = DefinitionReader.Read(definition, "Network");
        CompiledModel compiled = null!;
        double first = Seconds(() => compiled = ModelCompiler.Compile(spec, new CompilerOptions()));
        double again = Median(Enumerable.Range(0, 5).Select(_ => Seconds(() => ModelCompiler.Compile(spec, new CompilerOptions()))));

        string folder = Directory.CreateTempSubdirectory("cnn-gen-build").FullName;
        try
        {
            string without = Project(Path.Combine(folder, "Without"), null), with = Project(Path.Combine(folder, "With"), definition);
            var times = (Without: new List<double>(), With: new List<double>());
            for (int round = 0; round < Rounds; round++)
            {
                times.Without.Add(Build(without));
                times.With.Add(Build(with));
            }

            return string.Create(CultureInfo.InvariantCulture,
                $"| {title} | {(compiled.Shell.Length + compiled.Kernels.Length) / 1000.0:F0} | {first * 1000:F0}, {again * 1000:F0} | {Median(times.Without):F1} | {Median(times.With):F1} |");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Project(string folder, string? definition)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine();\n");
        if (definition is not null)
            File.WriteAllText(Path.Combine(folder, "Network.cs"), $"using Cnn.Gen;\n\n{definition}\npublic sealed partial class Network;\n");
        File.WriteAllText(Path.Combine(folder, "Project.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <Import Project="{Document.Root}/build/Cnn.Gen.ProjectReference.props" />
            </Project>
            """);
        Run(folder, "build", "-c", "Release", "--nologo"); // Restores, and builds what it refers to.
        return folder;
    }

    /// <summary>Seconds to build a project whose references are built.</summary>
    private static double Build(string folder) => Seconds(() => Run(folder, "build", "-c", "Release", "--nologo", "--no-restore", "--no-incremental", "-p:BuildProjectReferences=false"));

    private static void Run(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(output);
    }

    private static double Median(IEnumerable<double> seconds) => Quartiles.Of(seconds).Median;

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
