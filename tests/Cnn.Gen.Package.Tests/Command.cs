using System.Diagnostics;

namespace Cnn.Gen.Package.Tests;

/// <summary>What a finished child process left.</summary>
/// <param name="Line">The command line, for messages.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record Finished(string Line, int ExitCode, string Output, string Errors)
{
    /// <summary>Itself, if the command succeeded.</summary>
    /// <exception cref="InvalidOperationException">The command failed: names it and holds all that it printed.</exception>
    public Finished Successful() => ExitCode == 0 ? this : throw new InvalidOperationException(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Line} ended with {ExitCode}:\n{Output}\n{Errors}";
}

/// <summary>Runs child processes as a user's shell would, free of what the test host put into the environment.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>The <c>dotnet</c> that runs these tests.</summary>
    public static string Dotnet { get; } =
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>Runs a command to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables of its own.</param>
    public static Finished Run(string program, string[] arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(BelongsToTheHost).ToArray())
            start.Environment.Remove(name);
        // Servers that outlive a command would keep its output open, and files of the temporary folder in use.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        string line = $"{program} {string.Join(' ', arguments)}";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{line} did not end within {Limit}.");
        }

        process.WaitForExit();
        return new Finished(line, process.ExitCode, output.Result, errors.Result);
    }

    private static bool BelongsToTheHost(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name is "Configuration" or "DOTNET_HOST_PATH" or "DOTNET_CLI_CONTEXT_VERBOSE";
}
