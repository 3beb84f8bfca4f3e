using System.CommandLine;
using Cnn.Gen.Tool.Commands;

namespace Cnn.Gen.Tool;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => Create().Parse(arguments).InvokeAsync();

    /// <summary>The whole command line.</summary>
    internal static RootCommand Create() => new("Convolutional networks: ONNX files to C# classes, and back.")
    {
        ImportCommand.Create(),
        ExportCommand.Create(),
        VerifyCommand.Create(),
        TuneCommand.Create(),
    };
}
