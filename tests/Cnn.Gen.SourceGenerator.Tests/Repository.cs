using System.Runtime.CompilerServices;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>The sources that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>This project's folder.</summary>
    public static string Tests { get; } = Here();

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
