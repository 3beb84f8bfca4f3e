using System.Diagnostics;
using Cnn.Gen.Tool.Commands;

namespace Cnn.Gen.Tool.Models;

/// <summary>Builds projects with the <c>dotnet</c> of the path.</summary>
internal static class ProjectBuild
{
    /// <summary>Builds a project (or a folder's only one) as Release and returns the path of its assembly.</summary>
    /// <exception cref="CommandException">It does not exist, or does not build: holds the compiler's errors.</exception>
    public static string AssemblyOf(string path)
    {
        string project = File.Exists(path) ? Path.GetFullPath(path) : Directory.Exists(path) ? OnlyProject(path)
            : throw new CommandException($"There is no file or folder {path}.");
        if (!Path.GetExtension(project).EndsWith("proj", StringComparison.Ordinal))
            throw new CommandException($"{path} is neither an assembly (.dll) nor a project (.csproj).");
        (int code, string output) = Run("build", project, "-c", "Release", "--nologo", "-v", "quiet", "-clp:NoSummary");
        if (code != 0)
            throw new CommandException($"{project} does not build:\n{output.Trim()}");
        (code, output) = Run("msbuild", project, "-p:Configuration=Release", "-getProperty:TargetPath", "--nologo");
        return code == 0 && File.Exists(output.Trim()) ? output.Trim()
            : throw new CommandException($"Where {project} puts its assembly cannot be told (does it have several target frameworks?). Give the .dll itself.");
    }

    private static string OnlyProject(string folder)
    {
        string[] projects = Directory.GetFiles(Path.GetFullPath(folder), "*.csproj");
        return projects.Length == 1 ? projects[0] : throw new CommandException($"The folder {folder} has {projects.Length} projects; give the path of one.");
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start) ?? throw new CommandException("dotnet, which builds projects, cannot be started.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
