using System.CommandLine;
using Cnn.Gen.Tool;

namespace Cnn.Gen.Onnx.Tests.Tool;

/// <summary>What a command left.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it printed to standard error.</param>
internal sealed record CommandResult(int Code, string Output, string Errors);

/// <summary>Runs <c>cnn</c> inside the test.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line.</summary>
    public static CommandResult Run(params string[] arguments)
    {
        var configuration = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        int code = Program.Create().Parse(arguments).Invoke(configuration);
        return new CommandResult(code, configuration.Output.ToString()!, configuration.Error.ToString()!);
    }
}
