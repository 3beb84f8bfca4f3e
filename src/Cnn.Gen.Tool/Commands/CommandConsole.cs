using Spectre.Console;

namespace Cnn.Gen.Tool.Commands;

/// <summary>Where commands print tables.</summary>
internal static class CommandConsole
{
    private const int LeastWidth = 160; // A table that is folded cannot be read.

    /// <summary>Whether somebody looks at <paramref name="output"/> while it is written.</summary>
    public static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>A console on <paramref name="output"/>, with colours if it is a terminal.</summary>
    public static IAnsiConsole Create(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = IsTerminal(output) ? AnsiSupport.Detect : AnsiSupport.No,
        });
        console.Profile.Width = Math.Max(console.Profile.Width, LeastWidth);
        return console;
    }
}
