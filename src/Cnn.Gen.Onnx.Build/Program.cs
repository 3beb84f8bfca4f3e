namespace Cnn.Gen.Onnx.Build;

/// <summary>Run by <c>Cnn.Gen.Onnx.targets</c> with the path of a file of settings. Errors are lines in the form that MSBuild understands.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [string path])
        {
            Console.Error.WriteLine("Expected the path of a file of settings; this program is run by the build, see docs/onnx.md.");
            return 1;
        }

        BuildSettings settings = BuildSettings.Read(File.ReadAllLines(path));
        BuildError[] errors = [.. ModelBuild.Run(settings)];
        foreach (BuildError error in errors)
            Console.WriteLine(error.Line(settings.Model));
        return errors.Length == 0 ? 0 : 1;
    }
}
