using System.CommandLine;

namespace Cnn.Gen.Tool.Commands;

/// <summary>A command cannot do what it was asked to; the message says why, and what would help.</summary>
/// <param name="message">The whole message.</param>
internal sealed class CommandException(string message) : Exception(message);

/// <summary>Runs commands.</summary>
internal static class CommandRunner
{
    /// <summary>What a command returns that could not do its work.</summary>
    public const int Failed = 1;

    /// <summary>Lets <paramref name="command"/> do its work, which returns the exit code; what goes wrong with files and models is one line on standard error.</summary>
    public static void Does(this Command command, Func<ParseResult, int> work) => command.SetAction(parsed =>
    {
        try
        {
            return work(parsed);
        }
        catch (Exception exception) when (exception is CommandException or IOException or UnauthorizedAccessException or InvalidDataException
            or FormatException or NotSupportedException or ArgumentException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"cnn {command.Name}: {exception.Message}");
            return Failed;
        }
    });
}
