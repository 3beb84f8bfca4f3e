using Cnn.Gen.Compiler;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cnn.Gen.SourceGenerator;

/// <summary>What a project's file says to the generator.</summary>
/// <param name="Options">The options; the default ones where a value is invalid.</param>
/// <param name="InvalidVectorBits">The value of <c>CnnGenVectorBits</c> if there is no such width; else null.</param>
internal sealed record BuildOptions(CompilerOptions Options, string? InvalidVectorBits)
{
    private const string VectorBits = "build_property.CnnGenVectorBits";

    /// <summary>Reads the MSBuild properties that the package makes visible to the compiler.</summary>
    public static BuildOptions Read(AnalyzerConfigOptions properties)
    {
        if (!properties.TryGetValue(VectorBits, out string? text) || text.Trim().Length == 0)
            return new BuildOptions(new CompilerOptions(), null);

        return text.Trim() switch
        {
            "0" => new BuildOptions(new CompilerOptions(), null),
            "1" => new BuildOptions(new CompilerOptions(1), null),
            "128" => new BuildOptions(new CompilerOptions(128), null),
            "256" => new BuildOptions(new CompilerOptions(256), null),
            "512" => new BuildOptions(new CompilerOptions(512), null),
            string other => new BuildOptions(new CompilerOptions(), other),
        };
    }
}
