using System.CommandLine;

namespace Cnn.Gen.Tool;

internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Convolutional networks: ONNX files to C# classes, and back.");
        return root.Parse(arguments).InvokeAsync();
    }
}
