using System.Diagnostics;
using System.Reflection;

namespace Cnn.Gen.Benchmarks;

/// <summary>This program in a process of its own.</summary>
public static class Child
{
    /// <summary>What it prints, line by line, while it runs.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that are set for it alone.</param>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static IEnumerable<string> Run(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet"; // dotnet Benchmarks.dll, instead of the program that is built beside it.
        var start = new ProcessStartInfo(program, isHost ? arguments.Prepend(Assembly.GetExecutingAssembly().Location) : arguments) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
            yield return line;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(" ", start.ArgumentList)} ended with {process.ExitCode}.");
    }
}
